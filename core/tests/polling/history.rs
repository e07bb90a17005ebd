//! A history: what happens to a client, to its server and between them, and what must hold all the while.

use job_progress_core::{
    error::Error,
    poll::{Action, Availability, MIN_INTERVAL, Request, backoff},
};

use super::{
    server::{Served, Server},
    subject::Subject,
};

/// An event and its parameter: two bytes, so that very many histories are quickly made and shrunk.
pub type Event = (u8, u8);

/// How many kinds of events there are.
pub const EVENTS: u8 = 17;

/// A client and a server in the middle of a history.
pub struct Simulation<S> {
    pub subject: S,
    pub server: Server,
    pub now: f64,
    interval: f64,
    availability: Availability,
    /// The request in flight, when it will be answered, and the fault that replaces the proper response.
    in_flight: Option<(Request, f64, Option<Served>)>,
    /// ms from request to answer.
    latency: f64,
    /// How many of the next requests end in this.
    fault: Option<(u8, Served)>,
    sent: [f64; 3],
    /// Pages of entries that are still wanted.
    pages: u8,
    failures: u32,
    /// The last traces could not be read, so no validator may be sent.
    unreadable: bool,
    pub requests: u32,
}

/// Index of a route that is polled.
fn route(request: &Request) -> Option<usize> {
    match request {
        Request::Traces(_) => Some(0),
        Request::Job => Some(1),
        Request::Counts => Some(2),
        Request::Entries => None,
    }
}

impl<S: Subject> Simulation<S> {
    pub fn new(server: Server, interval: f64, seed: u64) -> Self {
        Self {
            subject: S::new(interval, seed),
            server,
            now: 0.0,
            interval,
            availability: Availability::FULL,
            in_flight: None,
            latency: 50.0,
            fault: None,
            sent: [f64::NEG_INFINITY; 3],
            pages: 0,
            failures: 0,
            unreadable: false,
            requests: 0,
        }
    }

    pub fn apply(&mut self, (kind, n): Event) {
        let count = n % 7 + 1;
        let fault = |error| Some((count, Served::Failed(error, None)));
        match kind {
            0..=3 => self
                .advance([100.0, 700.0, 1_500.0, 5_000.0, 12_000.0, 30_000.0, 70_000.0, 400_000.0][usize::from(n) % 8]),
            4 | 5 => self.server.progress(),
            6 => self.server.change(n),
            7 => self.server.retry(n.is_multiple_of(2)),
            8 => self.set_availability(Availability { visible: !self.availability.visible, ..self.availability }),
            9 => match n % 2 {
                0 => self.set_availability(Availability { online: !self.availability.online, ..self.availability }),
                _ => {
                    self.set_availability(Availability { on_screen: !self.availability.on_screen, ..self.availability })
                }
            },
            10 => self.subject.refresh(self.now),
            11 => self.latency = f64::from(n % 100) * 100.0,
            12 => self.fault = fault([Error::Network, Error::Server { status: 500 }][usize::from(n) % 2].clone()),
            13 => self.fault = fault(Error::BadResponse("cut".into())),
            14 => {
                let seconds = [0.0, 3.0, 90.0, -5.0, 1e9][usize::from(n) % 5];
                let error = [Error::RateLimited, Error::Server { status: 503 }][usize::from(n) % 2].clone();
                self.fault = Some((count, Served::Failed(error, Some(seconds))));
            }
            15 => self.want(n % 5),
            _ => {
                // A permanent error, or a 304 out of place.
                self.fault = if n % 4 == 0 { fault(Error::NotFound) } else { Some((count, Served::NotModified)) };
            }
        }
    }

    pub fn set_availability(&mut self, availability: Availability) {
        self.availability = availability;
        self.subject.set_availability(self.now, availability);
    }

    fn want(&mut self, pages: u8) {
        self.pages = pages;
        self.subject.want_entries(pages > 0);
    }

    /// From now on nothing fails.
    pub fn recover(&mut self) {
        self.fault = None;
        self.latency = 50.0;
        self.set_availability(Availability { visible: false, ..Availability::FULL });
        self.set_availability(Availability::FULL);
        if self.in_flight.is_none() && self.subject.retry_in(self.now).is_none() {
            self.subject.refresh(self.now);
        }
    }

    /// Advances the clock by `ms`; requests are sent and answered meanwhile.
    pub fn advance(&mut self, ms: f64) {
        let end = self.now + ms;
        loop {
            if let Some((_, at, _)) = self.in_flight {
                assert_eq!(self.subject.next_action(self.now), Action::Idle, "a second request while one is in flight");
                if at > end {
                    break;
                }
                self.now = self.now.max(at);
                self.deliver();
                continue;
            }
            match self.subject.next_action(self.now) {
                Action::Send(request) => self.send(request),
                Action::Idle => break,
                Action::Wait(ms) => {
                    assert!(ms > 0.0, "a wait of {ms}");
                    if self.now + ms > end {
                        break;
                    }
                    // At least a little, or rounding could stop the clock.
                    self.now += ms.max(0.001);
                }
            }
        }
        self.now = end;
    }

    fn send(&mut self, request: Request) {
        assert_eq!(self.availability, Availability::FULL, "a request while nobody could see the response");
        if let Some(route) = route(&request) {
            let last = std::mem::replace(&mut self.sent[route], self.now);
            // Floating-point sums are off by a little.
            assert!(self.now - last >= MIN_INTERVAL - 0.001, "{request:?} again after {} ms", self.now - last);
            self.requests += 1;
        } else {
            assert!(self.pages > 0, "entries that nobody wants");
        }
        if let Request::Traces(Some(sent)) = &request {
            assert!(self.server.gave(sent), "{sent} was never given, or with other traces");
            assert!(!self.unreadable, "a validator of traces that could not be read");
        }
        let fault = match &mut self.fault {
            Some((left, served)) if *left > 0 => {
                *left -= 1;
                Some(served.clone())
            }
            _ => None,
        };
        self.in_flight = Some((request, self.now + self.latency, fault));
    }

    fn deliver(&mut self) {
        let (request, _, fault) = self.in_flight.take().unwrap();
        let is_traces = matches!(request, Request::Traces(_));
        let served = match fault {
            // A 304 is out of place only if the request had no validator.
            Some(Served::NotModified) if matches!(request, Request::Traces(Some(_))) => self.server.answer(&request),
            Some(fault) => fault,
            None => self.server.answer(&request),
        };
        let fails = match (&served, &request) {
            (Served::Failed(error, retry_after), _) => Some((error.clone(), *retry_after)),
            (Served::NotModified, Request::Traces(None)) => Some((Error::BadResponse("304".into()), None)),
            _ => None,
        };
        self.subject.handle_response(self.now, &request, if fails.is_some() { fault_of(&fails) } else { served });
        if request == Request::Entries {
            self.want(self.pages.saturating_sub(1));
        }
        if !is_traces {
            return;
        }
        let Some((error, retry_after)) = fails else {
            self.failures = 0;
            self.unreadable = false;
            return;
        };
        self.failures += 1;
        self.unreadable |= matches!(error, Error::BadResponse(_));
        let retry_in = self.subject.retry_in(self.now);
        if error.is_permanent() || self.availability != Availability::FULL {
            assert_eq!(retry_in, None, "{error:?} at {:?}", self.availability);
            return;
        }
        let retry_in = retry_in.unwrap();
        let (least, most) = match retry_after {
            Some(seconds) => {
                let requested = (seconds * 1000.0).clamp(0.0, backoff::MAX_RETRY_AFTER);
                (requested, (requested + self.interval).max(MIN_INTERVAL))
            }
            None => (MIN_INTERVAL - self.latency, backoff::ceiling(self.interval, self.failures)),
        };
        assert!(
            (least - 0.001..=most + 0.001).contains(&retry_in),
            "{error:?}: {retry_in} is not within {least}..{most}"
        );
    }
}

fn fault_of(fails: &Option<(Error, Option<f64>)>) -> Served {
    let (error, retry_after) = fails.clone().unwrap();
    Served::Failed(error, retry_after)
}
