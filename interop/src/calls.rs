//! Whether a call into the wasm never returned: it trapped, or an exception of JS unwound through it. What it had borrowed
//! stays borrowed then, so nothing here can be relied on any more.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// A call from JS in progress; taken at each entry, ended on drop.
pub struct Call(());

impl Call {
    /// A call begins.
    pub fn begin() -> Self {
        DEPTH.set(DEPTH.get() + 1);
        Self(())
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        DEPTH.set(DEPTH.get() - 1);
    }
}

/// Whether an earlier call never returned. Ask from a task of its own: a call that is still running counts, too.
#[wasm_bindgen(js_name = isBroken, skip_typescript)]
pub fn is_broken() -> bool {
    DEPTH.get() > 0
}

/// Replaces the wasm instance by a fresh one at the next call of any export. Objects and closures of the old one throw from
/// then on.
#[wasm_bindgen(skip_typescript)]
pub fn restart() {
    wasm_bindgen::handler::schedule_reinit();
}
