//! Pages of progress entries that a feed's members wait for: one request for all who want the same.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "/src/network.js")]
extern "C" {
    /// What is waited for, in the order in which it was wished.
    pub type Wishes;

    /// Nothing.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Wishes;

    /// A promise of the page of this query (its bytes), or of undefined if the member leaves before it is asked for.
    #[wasm_bindgen(method)]
    pub fn add(this: &Wishes, seat: usize, query: &str) -> Promise;

    /// Whether nobody waits.
    #[wasm_bindgen(method, js_name = isEmpty)]
    pub fn is_empty(this: &Wishes) -> bool;

    /// The query to ask for next, a text; undefined if nobody waits. The page, or an error, goes to all who wish it now.
    #[wasm_bindgen(method)]
    pub fn take(this: &Wishes) -> JsValue;

    /// The page came; undefined: it will not.
    #[wasm_bindgen(method)]
    pub fn resolve(this: &Wishes, page: Option<&Uint8Array>);

    /// It can't be had.
    #[wasm_bindgen(method)]
    pub fn reject(this: &Wishes, error: &JsValue);

    /// A member goes: it waits no longer.
    #[wasm_bindgen(method)]
    pub fn leave(this: &Wishes, seat: usize);
}
