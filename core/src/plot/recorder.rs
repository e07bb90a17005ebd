//! A canvas that records drawing calls, for exact tests without a browser.

use std::{cell::RefCell, convert::Infallible, rc::Rc};

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

use super::canvas::Canvas;

/// One drawing call. Colours are 0xRRGGBBAA.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    Path {
        points: Vec<BackendCoord>,
        color: u32,
        width: u32,
        dash: u32,
    },
    Polygon {
        points: Vec<BackendCoord>,
        color: u32,
    },
    Hatch {
        points: Vec<BackendCoord>,
        color: u32,
        spacing: u32,
    },
    Circle {
        center: BackendCoord,
        color: u32,
        fill: bool,
    },
    /// The text, its upper left and lower right corner.
    Text {
        text: String,
        from: BackendCoord,
        to: BackendCoord,
    },
}

/// Clones record into the same list.
#[derive(Clone)]
pub struct Recorder {
    pub size: (u32, u32),
    pub ops: Rc<RefCell<Vec<Op>>>,
}

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

fn packed(color: BackendColor) -> u32 {
    let (r, g, b) = color.rgb;
    u32::from_be_bytes([r, g, b, (color.alpha * 255.0).round() as u8])
}

impl Recorder {
    pub fn new(width: u32, height: u32) -> Self {
        Self { size: (width, height), ops: Rc::default() }
    }

    fn push(&self, op: Op) -> Outcome {
        self.ops.borrow_mut().push(op);
        Ok(())
    }
}

impl DrawingBackend for Recorder {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Outcome {
        Ok(())
    }

    fn present(&mut self) -> Outcome {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Outcome {
        self.push(Op::Polygon { points: vec![point], color: packed(color) })
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        let points = path.into_iter().collect();
        self.push(Op::Path { points, color: packed(style.color()), width: style.stroke_width(), dash: 0 })
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Outcome {
        self.push(Op::Polygon { points: path.into_iter().collect(), color: packed(style.color()) })
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, _: u32, style: &S, fill: bool) -> Outcome {
        self.push(Op::Circle { center, color: packed(style.color()), fill })
    }

    /// Every character is 0.6 em wide.
    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok(((text.chars().count() as f64 * style.size() * 0.6).ceil() as u32, style.size() as u32))
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, (x, y): BackendCoord) -> Outcome {
        let (width, height) = self.estimate_text_size(text, style)?;
        let (width, height) = (width as i32, height as i32);
        let left = match style.anchor().h_pos {
            HPos::Left => x,
            HPos::Center => x - width / 2,
            HPos::Right => x - width,
        };
        let top = match style.anchor().v_pos {
            VPos::Top => y,
            VPos::Center => y - height / 2,
            VPos::Bottom => y - height,
        };
        self.push(Op::Text { text: text.into(), from: (left, top), to: (left + width, top + height) })
    }
}

impl Canvas for Recorder {
    fn dashed_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, dash: u32) -> Outcome {
        self.push(Op::Path { points: path.into(), color: packed(style.color()), width: style.stroke_width(), dash })
    }

    fn segments<S: BackendStyle>(&mut self, ends: &[BackendCoord], style: &S) -> Outcome {
        ends.chunks(2).try_for_each(|ends| self.draw_path(ends.iter().copied(), style))
    }

    fn step_path<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S) -> Outcome {
        self.draw_path(path.iter().copied(), style)
    }

    fn hatch_polygon<S: BackendStyle>(&mut self, path: &[BackendCoord], style: &S, spacing: u32) -> Outcome {
        self.push(Op::Hatch { points: path.into(), color: packed(style.color()), spacing })
    }
}
