//! A server on this machine that gives the answers that it was told to, one for each request.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

pub struct Server {
    pub address: String,
    requests: Receiver<String>,
}

/// A status line, headers and a body.
pub fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
    )
}

pub fn server(answers: Vec<String>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/routes.json", listener.local_addr().unwrap());
    let (tell, requests) = channel();
    thread::spawn(move || {
        for answer in answers {
            let Ok((mut stream, _)) = listener.accept() else {
                return;
            };
            let mut request = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while !request.ends_with("\r\n\r\n") {
                if reader.read_line(&mut request).unwrap_or(0) == 0 {
                    break;
                }
            }
            let _ = tell.send(request);
            let _ = stream.write_all(answer.as_bytes());
            let _ = stream.shutdown(std::net::Shutdown::Write);
            let _ = stream.read(&mut [0]);
        }
    });
    Server { address, requests }
}

impl Server {
    /// The requests so far.
    pub fn asked(&self) -> Vec<String> {
        self.requests.try_iter().collect()
    }
}
