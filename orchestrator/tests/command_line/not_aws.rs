//! Something else answers in the place of AWS: a proxy's page, say.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use super::PLAN_FILE;
use super::stage::{As, Ran, Stage};

const PAGE: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\ncontent-length: 13\r\n\
                    connection: close\r\n\r\n<html></html>";

#[test]
fn an_answer_that_is_not_of_aws() {
    let stage = Stage::set("not-aws");
    stage.file("org.toml", PLAN_FILE);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.expect("a connection");
            let _ = connection.read(&mut [0; 65536]);
            let _ = connection.write_all(PAGE.as_bytes());
        }
    });
    let mut command = stage.command(&As::Operator, &["plan"]);
    let ran = Ran::of(command.env("AWS_ENDPOINT_URL", format!("http://{address}")));
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert_eq!(
        ran.err,
        "error: could not act for the organization: sts.GetCallerIdentity ended with status 404 and no \
         message\n\
         hint: the answer does not look like AWS's: check the proxy, and AWS_ENDPOINT_URL where it is \
         set\n"
    );
}
