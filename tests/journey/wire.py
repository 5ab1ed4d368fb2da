"""The wire to AWS: counts what passes, remembers what must stay secret, and cuts where a test says so."""

import http.client
import http.server
import json
import threading
import time
import urllib.parse


class Wire(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200

    def __init__(self, sandbox):
        super().__init__(("127.0.0.1", 0), Passage)
        self.sandbox = urllib.parse.urlsplit(sandbox).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.calls = []
        self.secrets = set()
        self.mend()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def mend(self):
        # How long AWS says that its credentials live, in seconds; None: as the sandbox says.
        self.lifetime = None
        self.is_cut = False
        # Seconds before each answer.
        self.slow = 0

    def handle_error(self, request, client_address):
        """A client that was killed does not hear the answer."""


class Passage(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else the body of an answer waits for the acknowledgement of its head, 40 ms.
    disable_nagle_algorithm = True

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.calls.append(operation(self.headers, self.path, body))
        if self.server.is_cut:
            self.close_connection = True
            return
        connection = http.client.HTTPConnection(self.server.sandbox, timeout=30)
        connection.request(self.command, self.path, body or None, dict(self.headers))
        answer = connection.getresponse()
        text = self.keep(answer.read())
        connection.close()
        time.sleep(self.server.slow)
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST

    def keep(self, text):
        try:
            answer = json.loads(text)
            credentials = answer["Credentials"]
        except (ValueError, KeyError, TypeError):
            return text
        self.server.secrets.update([credentials["SecretKey"], credentials["SessionToken"]])
        if self.server.lifetime is None:
            return text
        credentials["Expiration"] = time.time() + self.server.lifetime
        return json.dumps(answer).encode()

    def log_message(self, *_):
        pass


def operation(headers, path, body):
    if target := headers.get("x-amz-target"):
        return target.split(".")[-1]
    if action := urllib.parse.parse_qs(body.decode("latin1")).get("Action"):
        return action[0]
    return path
