//! Static files.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use crate::support::TestServer;

fn server() -> (tempfile::TempDir, TestServer) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in ["site/sub", "site/.git", "package/deep/sub"] {
        fs::create_dir_all(root.join(path)).unwrap();
    }
    fs::write(root.join("secret.txt"), "secret").unwrap();
    fs::write(root.join("site/.git/config"), "secret").unwrap();
    for (path, text) in [
        ("site/index.html", "<p>home"),
        ("site/sub/index.html", "<p>sub"),
        ("site/a.js", "export {}"),
        ("site/a.css", "p {}"),
        ("site/a-B1fG3kd9.js", "export {}"),
        ("package/b.wasm", "\0asm"),
        ("package/deep/sub/index.html", "<p>deep"),
        ("package/deep/sub/c.mjs", "export {}"),
    ] {
        fs::write(root.join(path), text).unwrap();
    }
    let server = TestServer::with_mounts(&[("/", &root.join("site")), ("/package", &root.join("package"))]);
    (folder, server)
}

#[test]
fn types_and_policies() {
    let (_folder, server) = server();
    for (path, content_type) in [
        ("/", "text/html"),
        ("/index.html", "text/html"),
        ("/sub/", "text/html"),
        ("/a.js", "text/javascript"),
        ("/a.css", "text/css"),
        ("/package/b.wasm", "application/wasm"),
        ("/package/deep/sub/c.mjs", "text/javascript"),
        ("/v0.5/batch/jobs", "application/json"),
    ] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("content-type")), (200, Some(content_type)), "{path}");
    }
    for path in ["/", "/none", "/v0.5/batch/jobs", "/v0.5/none", "/sub"] {
        let reply = server.get(path);
        assert_eq!(
            reply.header("content-security-policy"),
            Some(
                "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                 require-trusted-types-for 'script'"
            ),
            "{path}"
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
    }
}

#[test]
fn folders_redirect_to_themselves_with_a_slash() {
    let (_folder, server) = server();
    for (path, location) in [("/sub", "/sub/"), ("/package/deep/sub", "/package/deep/sub/")] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("location")), (307, Some(location)));
        assert_eq!(server.get(location).status, 200);
    }
}

#[test]
fn files_have_validators() {
    let (_folder, server) = server();
    let reply = server.get("/a.js");
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    assert_eq!(server.get_unless("/a.js", &reply.etag()).status, 304);
    let hashed = server.get("/a-B1fG3kd9.js");
    assert_eq!(hashed.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(server.get("/b-B1fG3kd9.js").header("cache-control"), Some("no-store"), "there is no such file");
    let since = [("if-modified-since", reply.header("last-modified").unwrap())];
    assert_eq!(server.send("GET", "/a.js", &since).status, 304);
}

#[test]
fn nothing_outside_or_hidden_is_served() {
    let (_folder, server) = server();
    for path in [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/sub/../../secret.txt",
        "/..\\secret.txt",
        "/%2e%2e%5csecret.txt",
        "//secret.txt",
        "/package/../../secret.txt",
        "/package/..%2f..%2fsecret.txt",
        "/.git/config",
        "/%2egit/config",
        "/sub/..%2f.git/config",
        "/package/%2e%2e/site/.git/config",
        "/a.js%00",
        "/%ff",
    ] {
        // HTTP clients normalize the path; a plain socket does not.
        let mut stream = TcpStream::connect(&server.address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 404") || answer.starts_with("HTTP/1.1 400"), "{path}: {answer}");
        assert!(!answer.contains("secret"), "{path}: {answer}");
    }
}

#[test]
fn compresses_if_the_client_accepts_it() {
    let (folder, server) = server();
    fs::write(folder.path().join("site/long.js"), "export const x = 1;\n".repeat(200)).unwrap();
    for (encoding, path) in [("br", "/long.js"), ("gzip", "/long.js"), ("gzip", "/v0.5/batch/jobs")] {
        let reply = server.send("GET", path, &[("accept-encoding", encoding)]);
        let expected = (path != "/v0.5/batch/jobs").then_some(encoding);
        // An empty list is too short to be compressed.
        if expected.is_some() {
            assert_eq!(reply.header("content-encoding"), expected);
            assert!(reply.body.len() < 500);
        }
        assert!(reply.header("vary").is_some_and(|vary| vary.contains("accept-encoding")), "{path}");
    }
}

#[test]
fn sends_precompressed_files() {
    let (folder, server) = server();
    for (suffix, text) in [("", "as it is"), (".br", "by brotli"), (".gz", "by gzip")] {
        fs::write(folder.path().join(format!("site/once.js{suffix}")), text).unwrap();
    }
    for (accepted, encoding, body) in [
        ("br, gzip", Some("br"), "by brotli"),
        ("gzip", Some("gzip"), "by gzip"),
        ("identity", None, "as it is"),
        ("br;q=0", None, "as it is"),
    ] {
        let reply = server.send("GET", "/once.js", &[("accept-encoding", accepted)]);
        assert_eq!(reply.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(reply.header("content-type"), Some("text/javascript"), "{accepted}");
        assert!(reply.header("vary").is_some_and(|vary| vary.contains("accept-encoding")), "{accepted}");
        assert_eq!(reply.body, body.as_bytes(), "{accepted}");
    }
}
