//! Options for drawing a job.

use job_progress_core::{
    error::Error,
    plot::{TimeAxis, View},
};
use job_progress_interop::from_js;
use serde::Deserialize;
use wasm_bindgen::JsValue;

use crate::locale::CanvasStrings;

/// The members that `ChartOptions` in types.d.ts has in addition to `JobOptions`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewOptions {
    /// Which panels.
    #[serde(default)]
    pub view: View,
    /// How times are written.
    #[serde(default)]
    pub time_axis: TimeAxis,
    /// Names of the kinds of items to show; all if empty.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// BCP 47 language; the browser's if `None`.
    pub lang: Option<String>,
    /// IANA time zone; the browser's if `None`.
    pub time_zone: Option<String>,
    /// The words on the canvas.
    #[serde(default)]
    pub strings: CanvasStrings,
}

impl ViewOptions {
    /// Reads the options of a chart; `undefined` and `null` mean all defaults.
    ///
    /// # Errors
    /// [`Error::Option`] that names the option with the wrong type.
    pub fn read(options: &JsValue) -> Result<Self, Error> {
        from_js(options, "options")
    }
}
