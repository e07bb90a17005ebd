//! Detects calls into the wasm that never returned: they trapped, or a JS exception unwound through them. Their borrows
//! never end, so the instance can't be used any more.

use std::cell::Cell;

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// A call from JS in progress: created at each entry, ended on drop.
pub struct Call(());

impl Call {
    /// Begins a call.
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

/// Whether an earlier call never returned. Only valid outside of any call, because a running call counts, too.
#[wasm_bindgen(js_name = isBroken, skip_typescript)]
pub fn is_broken() -> bool {
    DEPTH.get() > 0
}

/// Makes the next call of any export replace the wasm instance. Objects and closures of the old instance throw from
/// then on.
#[wasm_bindgen(skip_typescript)]
pub fn restart() {
    wasm_bindgen::handler::schedule_reinit();
}
