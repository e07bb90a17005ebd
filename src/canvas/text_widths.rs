//! Text widths measured by the canvas, without DOM elements.

use web_sys::CanvasRenderingContext2d;

/// When the cache has this many entries it is cleared.
const MAX_WIDTHS: usize = 500;

/// Measured widths in device pixels, by font and text.
#[derive(Default)]
pub struct TextWidths(Vec<(String, u32)>);

impl TextWidths {
    /// The width of a text in the font that `set_font` sets; it is called only if the width is not cached. Digits have
    /// one width in nearly all fonts, so all are measured as 0.
    pub fn get(
        &mut self,
        context: &CanvasRenderingContext2d,
        text: &str,
        font: &str,
        set_font: impl FnOnce(),
    ) -> Option<u32> {
        let folded: String = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        let key = format!("{font} {folded}");
        if let Some((_, width)) = self.0.iter().find(|(known, _)| *known == key) {
            return Some(*width);
        }
        set_font();
        let width = context.measure_text(&folded).ok()?.width().ceil() as u32;
        if self.0.len() >= MAX_WIDTHS {
            self.0.clear();
        }
        self.0.push((key, width));
        Some(width)
    }

    /// Clears the cache, for example after web fonts have loaded.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}
