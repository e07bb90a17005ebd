//! The program: its output, its errors, its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::support::{send, wait_for};

fn command(db: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_job-progress-server"));
    command.args(["serve", "--db"]).arg(db).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Kills the process if a test fails on the way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn says_where_it_listens_and_ends_at_a_signal() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("jobs.sqlite3");
    let arguments = ["--listen", "127.0.0.1:0", "--simulate", "--scenario", "mixed", "--scenario", "single"];
    // Twice: the second time the database exists.
    for signal in ["-TERM", "-HUP"] {
        let mut server = Running(command(&db, &arguments).spawn().unwrap());
        let mut stdout = BufReader::new(server.0.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let url = line.trim_end().strip_prefix("listening on ").unwrap();
        assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":0"), "{line}");
        assert_eq!(send("GET", &format!("{url}/v0.5/batch/jobs"), &[]).value()["total"], 2);

        // An idle connection, as browsers open them in advance, must not delay it.
        let _idle = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
        assert!(Command::new("kill").args([signal, &server.0.id().to_string()]).status().unwrap().success());
        let status = wait_for("the end", || server.0.try_wait().unwrap());
        assert!(status.success(), "{status}");
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn a_file_that_nobody_writes_to_does_not_keep_it_from_ending() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    std::fs::create_dir(&files).unwrap();
    assert!(Command::new("mkfifo").arg(files.join("pipe")).status().unwrap().success());
    let mount = format!("/={}", files.display());
    let db = folder.path().join("jobs.sqlite3");
    let mut server = Running(command(&db, &["--listen", "127.0.0.1:0", "--mount", &mount]).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim_end().strip_prefix("listening on http://").unwrap();
    let mut client = TcpStream::connect(address).unwrap();
    client.write_all(b"GET /pipe HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    // Answered after it, so the other one has been read.
    assert_eq!(send("GET", &format!("http://{address}/v0.5/batch/jobs"), &[]).status, 200);
    drop(client);
    assert!(Command::new("kill").args(["-TERM", &server.0.id().to_string()]).status().unwrap().success());
    let status = wait_for("the end", || server.0.try_wait().unwrap());
    assert!(status.success(), "{status}");
}

fn refused(db: &Path, arguments: &[&str]) -> String {
    let output = command(db, arguments).output().unwrap();
    assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn says_why_it_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("jobs.sqlite3");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let message = refused(&db, &["--listen", &address]);
    assert!(message.contains(&format!("cannot listen on {address}")) && message.contains("in use"), "{message}");
    assert!(!db.exists(), "a server that cannot listen touches nothing");

    let other = folder.path().join("other.sqlite3");
    rusqlite::Connection::open(&other).unwrap().pragma_update(None, "user_version", 7).unwrap();
    let message = refused(&other, &["--listen", "127.0.0.1:0"]);
    assert!(message.contains("schema version 7"), "{message}");

    let foreign = folder.path().join("foreign.sqlite3");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE recipes (id)").unwrap();
    let message = refused(&foreign, &["--listen", "127.0.0.1:0"]);
    assert!(message.contains("schema version 0"), "{message}");

    std::fs::write(folder.path().join("text"), "not a database, but long enough to be looked at".repeat(20)).unwrap();
    let message = refused(&folder.path().join("text"), &["--listen", "127.0.0.1:0"]);
    assert!(message.contains("not a database"), "{message}");

    for arguments in [
        &["--mount", "/=no-such-folder"][..],
        &["--mount", "/v0.5=."],
        &["--mount", "/a=.", "--mount", "/a=.", "--listen", "127.0.0.1:0"],
        &["--simulate", "--speed", "0"],
        &["--simulate", "--scenario", "none"],
        &["--speed", "60"],
    ] {
        let message = refused(&db, arguments);
        assert!(message.starts_with("error: "), "{message}");
    }
}
