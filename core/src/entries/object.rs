//! What goes to JS, as the text of JSON objects: one string for many rows is one crossing, and needs no other machinery.

use crate::response::json::push_string;

/// An object being written; names are our own and need no escapes.
pub struct Object<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Begins an object at the end of `out`.
    pub fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    fn name(&mut self, name: &str) {
        if !std::mem::take(&mut self.empty) {
            self.out.push(',');
        }
        self.out.extend(["\"", name, "\":"]);
    }

    /// A member whose value is a text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        push_string(self.out, text);
    }

    /// A member whose value is a text or null.
    pub fn some_text(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.json(name, "null"),
        }
    }

    /// A member whose value is JSON already.
    pub fn json(&mut self, name: &str, json: &str) {
        self.name(name);
        self.out.push_str(json);
    }

    /// A member whose value is true or false.
    pub fn flag(&mut self, name: &str, flag: bool) {
        self.json(name, if flag { "true" } else { "false" });
    }

    /// A member whose value is a list; `item` writes one of it.
    pub fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, item: impl Fn(&mut String, T)) {
        self.name(name);
        push_list(self.out, items, item);
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

/// Appends a list; `write` writes one item of it.
pub fn push_list<T>(out: &mut String, items: impl IntoIterator<Item = T>, write: impl Fn(&mut String, T)) {
    out.push('[');
    for (at, item) in items.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}
