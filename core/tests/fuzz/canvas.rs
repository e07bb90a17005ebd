//! A canvas that only checks what it is asked to draw, and a locale without words.

use std::convert::Infallible;

use job_progress_core::plot::{
    canvas::Canvas,
    locale::{Locale, TimeForm},
};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

/// A canvas on which everything must lie, but for a margin.
pub struct Bounded {
    pub size: (u32, u32),
}

type Outcome = Result<(), DrawingErrorKind<Infallible>>;

impl Bounded {
    /// Lines may stand out by their width; on a canvas that is smaller than its own text, more does.
    fn check(&self, points: impl IntoIterator<Item = BackendCoord>) -> Outcome {
        let (width, height) = (self.size.0 as i32, self.size.1 as i32);
        let margin = 4_000;
        for (x, y) in points {
            let is_inside = (-margin..=width + margin).contains(&x) && (-margin..=height + margin).contains(&y);
            assert!(is_inside, "({x}, {y}) on a canvas of {width} by {height}");
        }
        Ok(())
    }
}

impl DrawingBackend for Bounded {
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

    fn draw_pixel(&mut self, point: BackendCoord, _: BackendColor) -> Outcome {
        self.check([point])
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Outcome {
        self.check(path)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, _: &S) -> Outcome {
        self.check(path)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, _: u32, _: &S, _: bool) -> Outcome {
        self.check([center])
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        Ok(((text.chars().count() as f64 * style.size() * 0.6).ceil() as u32, style.size() as u32))
    }

    /// Texts may be cut off.
    fn draw_text<S: BackendTextStyle>(&mut self, _: &str, _: &S, _: BackendCoord) -> Outcome {
        Ok(())
    }
}

impl Canvas for Bounded {
    fn dashed_path<S: BackendStyle>(&mut self, path: &[BackendCoord], _: &S, _: u32) -> Outcome {
        self.check(path.iter().copied())
    }

    fn segments<S: BackendStyle>(&mut self, ends: &[BackendCoord], _: &S) -> Outcome {
        self.check(ends.iter().copied())
    }

    fn step_path<S: BackendStyle>(&mut self, path: &[BackendCoord], _: &S) -> Outcome {
        self.check(path.iter().copied())
    }

    fn hatch_polygon<S: BackendStyle>(&mut self, path: &[BackendCoord], _: &S, _: u32) -> Outcome {
        self.check(path.iter().copied())
    }
}

/// UTC, and plain numbers.
pub struct Plain;

impl Locale for Plain {
    fn count(&self, n: u64) -> String {
        n.to_string()
    }
    fn time(&self, ms: i64, _: TimeForm) -> String {
        ms.to_string()
    }
    fn utc_offset(&self, _: i64) -> i64 {
        0
    }
    fn files(&self) -> &str {
        "Files"
    }
    fn items(&self) -> &str {
        "Items"
    }
    fn now(&self) -> &str {
        "now"
    }
    fn attempt(&self, n: usize) -> String {
        n.to_string()
    }
    fn other(&self) -> &str {
        "other"
    }
}
