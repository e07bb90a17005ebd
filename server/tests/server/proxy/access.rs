//! Who may ask for what: patterns of jobs, viewers with tokens, other origins, host names, methods.

use std::fs;

use sha2::{Digest, Sha256};

use super::support::{KEY, Scripted, TestProxy, Upstream, code, traces};
use crate::support::{JOB, send};

const LIST: &str =
    r#"{"total": 3, "offset": 0, "limit": 50, "jobs": [{"id": "job_a1"}, {"id": "job_b1"}, {"id": "job_a2"}]}"#;

fn ids(reply: &crate::support::Reply) -> Vec<String> {
    let value = reply.value();
    value["jobs"].as_array().unwrap().iter().map(|job| job["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_the_chosen_jobs_can_be_seen() {
    let upstream = Upstream::start(|_| Scripted::new(200, LIST).with("etag", "\"list\""));
    let proxy = TestProxy::with(&upstream.url(), |options| options.allow_job = vec!["job_a*".to_owned()], |_| ());
    assert_eq!(proxy.get(&traces("job_a1")).status, 200);
    let asked = upstream.count();
    for job in ["job_b1", "job_", "xjob_a1"] {
        let reply = proxy.get(&traces(job));
        assert_eq!((reply.status, code(&reply).as_str()), (403, "job_not_allowed"), "{job}");
    }
    assert_eq!(upstream.count(), asked);
    let list = proxy.get("/v0.5/batch/jobs?limit=50");
    assert_eq!(ids(&list), ["job_a1", "job_a2"]);
    assert!(!String::from_utf8_lossy(&list.body).contains("total"));
    assert_ne!(list.etag(), "\"list\"", "it is another representation");
    assert_eq!(proxy.get_unless("/v0.5/batch/jobs?limit=50", &list.etag()).status, 304);
}

#[test]
fn viewers_have_tokens_and_see_their_jobs_with_their_keys() {
    let upstream = Upstream::start(|seen| {
        let other = seen.authorization.as_deref() == Some("Bearer another-account-key");
        let body = if other { r#"{"jobs": [{"id": "job_c1"}]}"# } else { LIST };
        Scripted::new(200, body).with("etag", "\"same-for-both\"")
    });
    let keys = tempfile::tempdir().unwrap();
    let other_key = keys.path().join("key");
    fs::write(&other_key, "another-account-key").unwrap();
    let hash = |token: &str| Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let file = format!(
        "[[viewer]]\nname = \"all\"\ntoken-sha256 = \"{}\"\njobs = [\"*\"]\n\n[[viewer]]\nname = \"some\"\ntoken-sha256 = \"{}\"\n\
         jobs = [\"job_b*\"]\n\n[[viewer]]\nname = \"other\"\ntoken-sha256 = \"{}\"\njobs = [\"*\"]\nkey-file = {other_key:?}\n",
        hash("token-of-all"),
        hash("token-of-some"),
        hash("token-of-other"),
    );
    let path = keys.path().join("viewers.toml");
    fs::write(&path, file).unwrap();
    let proxy = TestProxy::with(
        &upstream.url(),
        |options| {
            options.viewers = Some(path.clone());
            options.fresh = Some(60.0);
        },
        |_| (),
    );
    let get = |token: &str, path: &str| proxy.send("GET", path, &[("authorization", &format!("Bearer {token}"))]);
    for _ in 0..2 {
        assert_eq!(ids(&get("token-of-all", "/v0.5/batch/jobs")), ["job_a1", "job_b1", "job_a2"]);
        assert_eq!(ids(&get("token-of-some", "/v0.5/batch/jobs")), ["job_b1"]);
        assert_eq!(ids(&get("token-of-other", "/v0.5/batch/jobs")), ["job_c1"]);
    }
    assert_eq!(upstream.count(), 2, "viewers with one key share answers, those with another have their own");
    assert_eq!(get("token-of-some", &traces("job_a1")).status, 403);
    assert_eq!(get("token-of-some", &traces("job_b1")).status, 200);
    assert!(get("token-of-all", "/v0.5/batch/jobs").header("cache-control").unwrap().starts_with("private, "));
    for token in ["", "token-of-al", "token-of-alls", KEY, "another-account-key"] {
        let reply = get(token, "/v0.5/batch/jobs");
        assert_eq!((reply.status, code(&reply).as_str()), (401, "viewer_token_required"), "{token}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    assert_eq!(proxy.get("/v0.5/batch/jobs").status, 401);
    assert_eq!(proxy.get("/healthz").status, 200);
}

#[test]
fn pages_of_chosen_origins_may_use_it() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy =
        TestProxy::with(&upstream.url(), |options| options.allow_origin = vec!["https://a.example".to_owned()], |_| ());
    let reply = proxy.send("GET", &traces(JOB), &[("origin", "https://a.example")]);
    assert_eq!(reply.header("access-control-allow-origin"), Some("https://a.example"));
    let exposed = reply.header("access-control-expose-headers").unwrap().to_ascii_lowercase();
    for name in ["etag", "retry-after", "age"] {
        assert!(exposed.contains(name), "{exposed}");
    }
    let vary: Vec<_> = reply.headers().get_all("vary").iter().collect();
    assert!(vary.iter().any(|value| value.to_str().unwrap().contains("origin")), "{vary:?}");
    let preflight = |origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        proxy.send("OPTIONS", &traces(JOB), &headers)
    };
    let reply = preflight("https://a.example");
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, Some("https://a.example")));
    assert!(reply.header("access-control-allow-headers").unwrap().contains("if-none-match"));
    assert_eq!(reply.header("access-control-allow-methods"), Some("GET"));
    for origin in ["https://b.example", "http://a.example", "https://a.example:8443", "https://a.example.evil", "null"]
    {
        assert_eq!(preflight(origin).header("access-control-allow-origin"), None, "{origin}");
        let reply = proxy.send("GET", &traces(JOB), &[("origin", origin)]);
        assert_eq!(reply.header("access-control-allow-origin"), None, "{origin}");
    }
    assert_eq!(reply.header("access-control-allow-credentials"), None);
}

#[test]
fn without_chosen_origins_there_is_no_cors() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    let headers = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    let reply = proxy.send("OPTIONS", &traces(JOB), &headers);
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (405, None));
}

#[test]
fn other_methods_and_routes_do_not_reach_the_api() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let reply = proxy.send(method, &traces(JOB), &[]);
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET,HEAD")), "{method}");
        assert_eq!(proxy.send(method, "/v0.5/batch/jobs/job_a/cancel", &[]).status, 404, "{method}");
    }
    for path in
        ["/v0.5/files", "/v0.5/batch/jobs/job_a/inputs/progress", "/v0.5", "/v0.5/", "/other", "/v0.6/batch/jobs"]
    {
        assert_eq!(proxy.get(path).status, 404, "{path}");
    }
    assert_eq!(code(&proxy.get(&format!("{}?_=1", traces(JOB)))), "invalid_parameter");
    assert_eq!(upstream.count(), 0);
}

#[test]
fn pages_of_other_sites_cannot_reach_it_by_a_name_of_theirs() {
    let upstream = Upstream::tagged("\"a\"", "{}");
    let proxy = TestProxy::start(&upstream.url());
    let url = format!("http://{}{}", proxy.server.address, traces(JOB));
    let reply = send("GET", &url, &[("host", "evil.example")]);
    assert_eq!((reply.status, code(&reply).as_str()), (421, "host_not_allowed"));
    assert_eq!(send("GET", &url, &[("host", "localhost:8080")]).status, 200);
    assert_eq!(upstream.count(), 1);
}
