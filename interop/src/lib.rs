//! The interface to JS that both wasms of the package share: errors, plain data, the allocator.
#![cfg(target_arch = "wasm32")]

mod calls;
mod deserializer;
mod error;
mod value;

pub use calls::{Call, is_broken, restart};
pub use error::{ErrorDetail, js_error};
pub use value::{from_js, read_list, to_js};

/// Smaller and quicker than the standard library's.
#[cfg(not(target_feature = "atomics"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();
