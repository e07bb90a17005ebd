//! A model of the API's route: a list in an order of its own, that is served by pages within limits.

use std::cmp::Ordering;

pub const JOB: &str = "job_1";

/// In which order the list is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    OldestFirst,
    NewestFirst,
    /// As good as none, but the same for all requests.
    Shuffled,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: u64,
    pub time: i64,
    /// Bytes of its message.
    pub size: usize,
}

#[derive(Debug, Clone)]
pub struct Server {
    pub order: Order,
    /// In the order of time.
    pub items: Vec<Item>,
    /// The most entries that it gives at once.
    pub max_limit: usize,
    /// Answers of more bytes don't come through.
    pub max_bytes: usize,
    next_id: u64,
    pub requests: u32,
    pub bytes: usize,
    pub entries: usize,
}

/// What comes of a request.
pub enum Served {
    Page(Vec<u8>),
    TooLarge,
}

impl Server {
    pub fn new(order: Order, count: usize) -> Self {
        let mut server = Self {
            order,
            items: Vec::new(),
            max_limit: 1000,
            max_bytes: usize::MAX,
            next_id: 500,
            requests: 0,
            bytes: 0,
            entries: 0,
        };
        server.append(count);
        server
    }

    /// New entries come in.
    pub fn append(&mut self, count: usize) {
        for _ in 0..count {
            let time = self.items.last().map_or(1_700_000_000_000, |item| item.time + 1000);
            self.insert(time);
        }
    }

    /// A worker was slow: its entry takes a place shortly before the end.
    pub fn insert_late(&mut self, places: usize) {
        if let Some(at) = self.items.len().checked_sub(1 + places) {
            self.insert(self.items[at].time + 1);
        }
    }

    fn insert(&mut self, time: i64) {
        let item = Item { id: self.next_id, time, size: 20 };
        self.next_id += 1;
        let at = self.items.partition_point(|other| other.time <= time);
        self.items.insert(at, item);
    }

    /// A retry that takes the old entries off; the next ones come later than any before.
    pub fn wipe(&mut self, count: usize) {
        let time = self.items.last().map_or(1_700_000_000_000, |item| item.time + 60_000);
        self.items.clear();
        if count > 0 {
            self.insert(time);
            self.append(count - 1);
        }
    }

    /// The list as it is given.
    pub fn list(&self) -> Vec<&Item> {
        let mut list: Vec<_> = self.items.iter().collect();
        match self.order {
            Order::OldestFirst => {}
            Order::NewestFirst => list.reverse(),
            Order::Shuffled => list.sort_by(|a, b| shuffled(a.id, b.id)),
        }
        list
    }

    pub fn serve(&mut self, query: &str) -> Served {
        let number = |name: &str| {
            let part = query.split('&').find_map(|part| part.strip_prefix(name)).unwrap();
            part.parse::<usize>().unwrap()
        };
        let (offset, limit) = (number("offset="), number("limit="));
        assert!((1..=1000).contains(&limit), "{query}");
        let limit = limit.min(self.max_limit);
        let list = self.list();
        let page = list.get(offset.min(list.len())..(offset + limit).min(list.len())).unwrap();
        let (body, count) = (body(list.len(), offset, limit, page), page.len());
        self.requests += 1;
        if body.len() > self.max_bytes {
            self.bytes += self.max_bytes;
            return Served::TooLarge;
        }
        self.bytes += body.len();
        self.entries += count;
        Served::Page(body)
    }
}

fn shuffled(a: u64, b: u64) -> Ordering {
    let hash = |id: u64| {
        let z = (id ^ (id << 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).rotate_left(31)
    };
    hash(a).cmp(&hash(b))
}

pub fn body(total: usize, offset: usize, limit: usize, page: &[&Item]) -> Vec<u8> {
    let entries: Vec<_> = page.iter().map(|item| entry(item)).collect();
    let entries = entries.join(",");
    format!(r#"{{"job_id":"{JOB}","total":{total},"offset":{offset},"limit":{limit},"entries":[{entries}]}}"#)
        .into_bytes()
}

fn entry(item: &Item) -> String {
    let Item { id, time, size } = item;
    let time = rfc3339(*time);
    let message = "x".repeat(*size);
    format!(
        r#"{{"id":{id},"kind":"inference","step":{id},"message":"{message}","metrics":{{"percent_complete":10,"items_processed":1,"items_total":10}},"payload":{{}},"input_id":"inp_abc123def456","index":0,"created_at":"{time}"}}"#
    )
}

/// Times of some weeks after 14 November 2023, 22:13:20: enough for a list.
fn rfc3339(ms: i64) -> String {
    let ms = ms - 1_699_920_000_000;
    let (day, rest) = (ms / 86_400_000 + 14, ms % 86_400_000);
    let (month, day) = if day <= 30 { (11, day) } else { (12, day - 30) };
    let (hour, minute, second, ms) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60, rest % 1000);
    format!("2023-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}
