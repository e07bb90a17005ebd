//! What a request is for: one of the routes that the components use, a checked job id, and a query in one canonical
//! form.

use form_urlencoded::Serializer;

use super::failure::Refusal;
use crate::traces::{MAX_BUCKETS, MIN_BUCKETS};

/// Longest id of a job, characters.
const MAX_ID: usize = 64;
/// Longest value of a query parameter, bytes.
const MAX_VALUE: usize = 200;
/// Most parameters of a query.
const MAX_PARAMETERS: usize = 16;

/// A route of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// `/batch/jobs`.
    Jobs,
    /// `/batch/jobs/{id}`.
    Job,
    /// `/batch/jobs/{id}/inputs/progress/traces`.
    Traces,
    /// `/batch/jobs/{id}/inputs/progress/counts`.
    Counts,
    /// `/batch/jobs/{id}/progress`.
    Progress,
}

/// The kind of values that a parameter has.
#[derive(Clone, Copy)]
enum Kind {
    /// A whole number, without leading zeros. So all spellings of it are one resource.
    Whole,
    /// The same, clamped to the range as the API does.
    Clamped(u32, u32),
    Text,
}

impl Route {
    /// The routes of one job.
    const OF_A_JOB: [Self; 4] = [Self::Job, Self::Traces, Self::Counts, Self::Progress];

    /// The route's name in logs and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Job => "job",
            Self::Traces => "traces",
            Self::Counts => "counts",
            Self::Progress => "progress",
        }
    }

    /// The end of a job's routes, after the id; none for the list of jobs.
    pub fn tail(self) -> &'static str {
        match self {
            Self::Jobs | Self::Job => "",
            Self::Traces => "/inputs/progress/traces",
            Self::Counts => "/inputs/progress/counts",
            Self::Progress => "/progress",
        }
    }

    /// The parameters that the API documents. None for the list of jobs: its parameters are not documented, so all are
    /// passed on.
    fn parameters(self) -> Option<&'static [(&'static str, Kind)]> {
        match self {
            Self::Jobs => None,
            Self::Job => Some(&[]),
            Self::Traces => Some(&[("buckets", Kind::Clamped(MIN_BUCKETS, MAX_BUCKETS))]),
            Self::Counts => Some(&[("port_name", Kind::Text)]),
            Self::Progress => {
                Some(&[("kind", Kind::Text), ("input_id", Kind::Text), ("offset", Kind::Whole), ("limit", Kind::Whole)])
            }
        }
    }
}

/// One resource of the API.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Resource {
    /// Its route.
    pub route: Route,
    job: String,
    query: String,
}

impl Resource {
    /// Reads a path below the API's prefix as it came, with nothing decoded.
    ///
    /// # Errors
    /// When there is no such route, or the query is not one of the route's.
    pub fn parse(path: &str, query: &str) -> Result<Self, Refusal> {
        let rest = path.strip_prefix("/batch/jobs").ok_or(Refusal::NoRoute)?;
        let (route, job) = match rest.strip_prefix('/') {
            None if rest.is_empty() => (Route::Jobs, ""),
            None => return Err(Refusal::NoRoute),
            Some(rest) => {
                let (job, tail) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
                let route = Route::OF_A_JOB.into_iter().find(|route| route.tail() == tail);
                (route.ok_or(Refusal::NoRoute)?, job)
            }
        };
        if route != Route::Jobs && !is_job_id(job) {
            return Err(Refusal::NoRoute);
        }
        Ok(Self { route, job: job.to_owned(), query: canonical(route, query)? })
    }

    /// The job's id, checked; empty for the list of jobs.
    pub fn job(&self) -> &str {
        &self.job
    }

    /// The value of a parameter.
    pub fn parameter(&self, name: &str) -> Option<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    }

    /// Path and query below the API's base URL.
    pub fn path(&self) -> String {
        let path = match self.route {
            Route::Jobs => "/batch/jobs".to_owned(),
            route => format!("/batch/jobs/{}{}", self.job, route.tail()),
        };
        if self.query.is_empty() { path } else { format!("{path}?{}", self.query) }
    }

    /// Bytes that it takes as a cache's key.
    pub fn size(&self) -> usize {
        size_of::<Self>() + self.job.len() + self.query.len()
    }
}

/// Whether `text` can be a job's id: letters, digits, `_` and `-`.
pub fn is_job_id(text: &str) -> bool {
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// The query with checked values, sorted; of a repeated parameter the last value, as the server reads it. All values
/// for the list of jobs.
fn canonical(route: Route, query: &str) -> Result<String, Refusal> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = match route.parameters() {
            Some(known) => {
                let found = known.iter().find(|(known, _)| *known == name);
                let (name, kind) = found.ok_or_else(|| Refusal::UnknownParameter(shortened(&name)))?;
                pairs.retain(|(other, _)| other != name);
                read(name, *kind, &value)?
            }
            None => value.into_owned(),
        };
        if name.len() > MAX_VALUE || value.len() > MAX_VALUE || pairs.len() == MAX_PARAMETERS {
            return Err(Refusal::LongQuery);
        }
        pairs.push((name.into_owned(), value));
    }
    pairs.sort();
    Ok(Serializer::new(String::new()).extend_pairs(pairs).finish())
}

fn read(name: &'static str, kind: Kind, value: &str) -> Result<String, Refusal> {
    let is_whole = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        Kind::Text => Ok(value.to_owned()),
        _ if !is_whole => Err(Refusal::NotANumber(name)),
        Kind::Whole => Ok(value.parse().unwrap_or(u64::MAX).to_string()),
        Kind::Clamped(min, max) => Ok(value.parse().unwrap_or(u32::MAX).clamp(min, max).to_string()),
    }
}

fn shortened(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_graphic()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_routes_of_the_components() {
        for (path, query, expected) in [
            ("/batch/jobs", "", "/batch/jobs"),
            ("/batch/jobs", "offset=5&limit=2&status=a&status=b", "/batch/jobs?limit=2&offset=5&status=a&status=b"),
            ("/batch/jobs/job_1", "", "/batch/jobs/job_1"),
            (
                "/batch/jobs/job_1/inputs/progress/traces",
                "buckets=5",
                "/batch/jobs/job_1/inputs/progress/traces?buckets=10",
            ),
            (
                "/batch/jobs/job_1/inputs/progress/traces",
                "buckets=30&buckets=0099",
                "/batch/jobs/job_1/inputs/progress/traces?buckets=99",
            ),
            (
                "/batch/jobs/job_1/inputs/progress/traces",
                "buckets=99999999999999999999999",
                "/batch/jobs/job_1/inputs/progress/traces?buckets=1000",
            ),
            ("/batch/jobs/job_1/inputs/progress/counts", "", "/batch/jobs/job_1/inputs/progress/counts"),
            (
                "/batch/jobs/a-Z_9/progress",
                "offset=0&limit=20&kind=a%26b%3D%0D%0A",
                "/batch/jobs/a-Z_9/progress?kind=a%26b%3D%0D%0A&limit=20&offset=0",
            ),
        ] {
            assert_eq!(Resource::parse(path, query).map(|resource| resource.path()).ok(), Some(expected.to_owned()));
        }
    }

    #[test]
    fn refuses_everything_else() {
        let long = format!("/batch/jobs/{}", "a".repeat(MAX_ID + 1));
        for path in [
            "",
            "/",
            "/batch",
            "/batch/",
            "/batch/jobs/",
            "/batch/jobsx",
            "/batch//jobs",
            "//batch/jobs",
            "/BATCH/jobs",
            "/batch/jobs/..",
            "/batch/jobs/../jobs",
            "/batch/jobs/%2e%2e",
            "/batch/jobs/a%2fb",
            "/batch/jobs/a.b",
            "/batch/jobs/a/",
            "/batch/jobs/a//progress",
            "/batch/jobs/a/progress/",
            "/batch/jobs//progress",
            "/batch/jobs/a/../b",
            "/batch/jobs/a/inputs/progress",
            "/batch/jobs/a/inputs",
            "/batch/jobs/a/cancel",
            "/batch/jobs/a;b",
            "/batch/jobs/a%00",
            "/batch/jobs/a\\b",
            "/batch/jobs/%61",
            "/files",
            "/v0.5/batch/jobs",
            &long,
        ] {
            assert!(matches!(Resource::parse(path, ""), Err(Refusal::NoRoute)), "{path}");
        }
        for (path, query) in [
            ("/batch/jobs/a", "x=1"),
            ("/batch/jobs/a/inputs/progress/traces", "buckets=1&_=17"),
            ("/batch/jobs/a/inputs/progress/traces", "buckets="),
            ("/batch/jobs/a/inputs/progress/traces", "buckets=-1"),
            ("/batch/jobs/a/inputs/progress/traces", "buckets=1e3"),
            ("/batch/jobs/a/progress", "offset=1.5"),
        ] {
            assert!(Resource::parse(path, query).is_err(), "{path}?{query}");
        }
        assert!(Resource::parse("/batch/jobs", &format!("q={}", "a".repeat(MAX_VALUE + 1))).is_err());
        assert!(Resource::parse("/batch/jobs", &"a=1&".repeat(MAX_PARAMETERS + 1)).is_err());
    }
}
