//! A response's body, read up to a limit, because it may never end.

use job_progress_core::error::Error;
use js_sys::{ArrayBuffer, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};

/// The chunks of a body so far.
pub struct Body {
    limit: usize,
    size: usize,
    chunks: Vec<Uint8Array>,
}

impl Body {
    /// An empty body of at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, size: 0, chunks: Vec::new() }
    }

    /// Reads to the end.
    ///
    /// # Errors
    /// A lost connection, or more bytes than the limit; the bytes received until then are kept.
    pub async fn read(&mut self, response: &Response) -> Result<(), Error> {
        let Some(stream) = response.body() else { return Ok(()) };
        let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
        loop {
            let chunk = JsFuture::from(reader.read()).await.map_err(|_| Error::Network)?;
            let member = |key: &str| Reflect::get(&chunk, &JsValue::from(key)).ok();
            // Not `instanceof`: the page's `fetch` may be that of another window.
            let Some(value) = member("value").filter(ArrayBuffer::is_view) else { return Ok(()) };
            let bytes: Uint8Array = value.unchecked_into();
            self.size += bytes.length() as usize;
            if self.size > self.limit {
                return Err(Error::TooLarge("more than 16 MB"));
            }
            self.chunks.push(bytes);
        }
    }

    /// The bytes received.
    pub fn into_bytes(mut self) -> Uint8Array {
        if self.chunks.len() == 1
            && let Some(only) = self.chunks.pop()
        {
            return only;
        }
        let whole = Uint8Array::new_with_length(self.chunks.iter().map(Uint8Array::length).sum());
        let mut end = 0;
        for chunk in self.chunks {
            whole.set(&chunk, end);
            end += chunk.length();
        }
        whole
    }
}
