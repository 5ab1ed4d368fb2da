"""The company's proxy: it leads to the provider, and to nowhere else."""

import select
import socket
import socketserver
import threading


class Gate(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, host, port):
        super().__init__(("127.0.0.1", 0), Passage)
        self.leads_to = {f"{host}:443": ("127.0.0.1", port)}
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        # What was asked for, refused or not.
        self.asked = []
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Passage(socketserver.StreamRequestHandler):
    def handle(self):
        method, target, *_ = self.rfile.readline().decode("latin1").split() or ["", ""]
        while self.rfile.readline().strip():
            pass
        self.server.asked.append(f"{method} {target}")
        place = self.server.leads_to.get(target) if method == "CONNECT" else None
        if place is None:
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n")
            return
        with socket.create_connection(place) as other:
            self.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            try:
                carry(self.connection, other)
            except OSError:
                pass


def carry(one, other):
    """Until one end has nothing more to say."""
    while True:
        for side in select.select([one, other], [], [])[0]:
            data = side.recv(65536)
            if not data:
                return
            (other if side is one else one).sendall(data)
