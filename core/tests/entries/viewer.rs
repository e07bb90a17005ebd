//! A log whose requests are made.

use job_progress_core::{entries::entry_log::EntryLog, sanitize::shorten};

use super::server::{Served, Server};

pub struct Viewer {
    pub log: EntryLog,
}

impl Viewer {
    pub fn new() -> Self {
        Self { log: EntryLog::new(super::server::JOB, None, None) }
    }

    /// Makes requests until nothing is missing; `between` happens to the server before each response. Gives their
    /// number.
    pub fn settle(&mut self, server: &mut Server, mut between: impl FnMut(&mut Server)) -> u32 {
        let mut requests = 0;
        while let Some(query) = self.log.next_query(0.0) {
            between(server);
            requests += 1;
            assert!(requests <= 500, "no end of requests: {query}");
            match server.serve(&query) {
                Served::Page(body) => self.log.handle_page(0.0, &body, &shorten).unwrap(),
                Served::TooLarge => assert!(self.log.handle_error("too-large"), "{query}"),
            }
            self.check();
        }
        requests
    }

    /// Ids of the rows of a range, "" for one that is not here.
    pub fn ids(&self, first: u64, count: u64) -> Vec<String> {
        let rows = first..(first + count).min(self.log.len());
        rows.map(|row| self.log.entry(row).map_or(String::new(), |(entry, _)| entry.row.id.clone())).collect()
    }

    /// What is true at any time.
    pub fn check(&self) {
        assert!(self.log.bytes() < 32 << 20, "{} bytes are cached", self.log.bytes());
        if self.log.len() < 3000 {
            let mut ids = self.ids(0, 3000);
            ids.retain(|id| !id.is_empty());
            let count = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), count, "an entry is there twice");
        }
    }
}
