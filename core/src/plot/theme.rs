//! Colours, fonts and line widths. Lengths are CSS pixels.

use plotters::style::Color;
use plotters_backend::BackendColor;

/// How a chart looks.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// CSS `font-family`.
    pub font_family: String,
    /// Font size of the labels.
    pub font_size: f64,
    /// Background of the page behind the canvas.
    pub back: Rgba,
    /// Titles.
    pub text: Rgba,
    /// Labels.
    pub muted: Rgba,
    /// Grid lines.
    pub grid: Rgba,
    /// Axis lines.
    pub axis: Rgba,
    /// Files that ended well.
    pub completed: Rgba,
    /// Files that failed.
    pub failed: Rgba,
    /// Kinds of items. The default ones were found by a search for the largest distances, as people with and without
    /// colour blindness see them, at a contrast of 3:1 at least; `tests/palette.rs` checks both.
    pub kinds: [Rgba; KIND_COLORS],
    /// The kinds that have no line of their own.
    pub other: Rgba,
}

/// Number of colours for kinds.
pub const KIND_COLORS: usize = 8;

/// Width of a data line.
pub const LINE_WIDTH: f64 = 2.0;
/// Opacity of the markers of progress entries.
pub const MARKER_ALPHA: f64 = 0.4;
/// Length of a dash of a dashed line.
pub const DASH: f64 = 4.0;
/// Distance of hatch lines along the x axis.
pub const HATCH: f64 = 7.0;
/// Opacity of the range of a forecast.
pub const CONE_ALPHA: f64 = 0.12;
/// Opacity of the filled area under a line.
pub const AREA_ALPHA: f64 = 0.14;

/// A colour: red, green, blue, alpha, 0 to 255 each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgba(pub u8, pub u8, pub u8, pub u8);

impl Rgba {
    /// An opaque colour from 0xRRGGBB.
    pub const fn hex(rgb: u32) -> Self {
        let [_, r, g, b] = rgb.to_be_bytes();
        Self(r, g, b, 255)
    }
}

impl Color for Rgba {
    fn to_backend_color(&self) -> BackendColor {
        BackendColor { rgb: (self.0, self.1, self.2), alpha: f64::from(self.3) / 255.0 }
    }
}

impl Theme {
    /// The colour of a kind; `other` for an index beyond [`KIND_COLORS`].
    pub fn kind(&self, color: usize) -> Rgba {
        self.kinds.get(color).copied().unwrap_or(self.other)
    }
}

impl Default for Theme {
    /// Dark on light. The element replaces it by what CSS says.
    fn default() -> Self {
        Self {
            font_family: "sans-serif".into(),
            font_size: 12.0,
            back: Rgba::hex(0xffffff),
            text: Rgba::hex(0x1b2330),
            muted: Rgba::hex(0x566173),
            grid: Rgba::hex(0xe3e7ed),
            axis: Rgba::hex(0xaeb7c4),
            completed: Rgba::hex(0x0b6bb8),
            failed: Rgba::hex(0xc2410c),
            kinds: [
                Rgba::hex(0xa22445),
                Rgba::hex(0x319498),
                Rgba::hex(0x313d8e),
                Rgba::hex(0x868e4d),
                Rgba::hex(0xb32ba5),
                Rgba::hex(0x792d06),
                Rgba::hex(0x673062),
                Rgba::hex(0x9e5e56),
            ],
            other: Rgba::hex(0x64748b),
        }
    }
}
