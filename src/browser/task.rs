//! Asynchronous tasks.

use std::future::{Future, poll_fn};

use job_progress_interop::Call;

/// Spawns a task; each of its steps counts as a [`Call`].
pub fn spawn(task: impl Future<Output = ()> + 'static) {
    let mut task = Box::pin(task);
    wasm_bindgen_futures::spawn_local(poll_fn(move |context| {
        let _call = Call::begin();
        task.as_mut().poll(context)
    }));
}
