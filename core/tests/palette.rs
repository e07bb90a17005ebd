//! The colours of the style sheet and of the default theme: equal, of enough contrast, and distinguishable with and
//! without colour blindness.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

use job_progress_core::plot::theme::{Rgba, Theme};

const SHEET: &str = include_str!("../../www/shared/styles.js");

/// Linear RGB, 0 to 1.
type Linear = [f64; 3];

/// Simulations of colour vision in linear RGB (Machado, Oliveira, Fernandes 2009, severity 1).
const VISIONS: [(&str, [[f64; 3]; 3]); 4] = [
    ("normal", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    ("protan", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    ("deutan", [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]),
    ("tritan", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

/// The light and the dark colour of a role in the style sheet.
fn colors(role: &str) -> [u32; 2] {
    let start = format!("--job-progress-{role}, light-dark(#");
    let (_, rest) = SHEET.split_once(&start).unwrap();
    [&rest[..6], &rest[9..15]].map(|hex| u32::from_str_radix(hex, 16).unwrap())
}

fn linear(rgb: u32) -> Linear {
    let [_, r, g, b] = rgb.to_be_bytes();
    [r, g, b].map(|byte| {
        let v = f64::from(byte) / 255.0;
        if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
    })
}

fn through(matrix: &[[f64; 3]; 3], color: Linear) -> Linear {
    matrix.map(|row| row.iter().zip(color).map(|(a, b)| a * b).sum::<f64>())
}

/// WCAG 2, contrast ratio.
fn contrast(a: u32, b: u32) -> f64 {
    let luminance = |color| linear(color).iter().zip([0.2126, 0.7152, 0.0722]).map(|(v, w)| v * w).sum::<f64>() + 0.05;
    let (a, b) = (luminance(a), luminance(b));
    a.max(b) / a.min(b)
}

/// Distance in Oklab; differences below about 0.02 are not visible.
fn distance(a: Linear, b: Linear) -> f64 {
    let lab = |color| {
        let lms = through(
            &[[0.412_221, 0.536_333, 0.051_446], [0.211_903, 0.680_700, 0.107_397], [0.088_302, 0.281_719, 0.629_979]],
            color,
        )
        .map(f64::cbrt);
        through(
            &[
                [0.210_454, 0.793_618, -0.004_072],
                [1.977_998, -2.428_592, 0.450_594],
                [0.025_904, 0.782_772, -0.808_676],
            ],
            lms,
        )
    };
    lab(a).iter().zip(lab(b)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

fn series_roles() -> Vec<String> {
    (0..8).map(|n| format!("kind-{n}")).chain(["completed", "failed"].map(String::from)).collect()
}

#[test]
fn every_series_stands_out_from_the_background_in_both_schemes() {
    let backs = colors("back");
    for role in series_roles().into_iter().chain(["other".into()]) {
        for (color, back) in colors(&role).into_iter().zip(backs) {
            assert!(contrast(color, back) >= 3.0, "{role}: {:.2}", contrast(color, back));
        }
    }
    for role in ["text", "muted", "failed", "completed", "good"] {
        for (color, back) in colors(role).into_iter().zip(backs) {
            assert!(contrast(color, back) >= 4.5, "{role} as text: {:.2}", contrast(color, back));
        }
    }
}

#[test]
fn no_two_series_look_alike_with_any_colour_vision() {
    for (vision, matrix) in &VISIONS {
        for scheme in 0..2 {
            let seen: Vec<_> =
                series_roles().into_iter().map(|role| (through(matrix, linear(colors(&role)[scheme])), role)).collect();
            for (i, (a, name)) in seen.iter().enumerate() {
                for (b, other) in &seen[i + 1..] {
                    let apart = distance(*a, *b);
                    assert!(apart >= 0.05, "{name} and {other} with {vision} vision: {apart:.3}");
                }
            }
        }
    }
}

#[test]
fn the_default_theme_is_the_light_scheme() {
    let Theme { back, text, muted, grid, axis, completed, failed, kinds, other, .. } = Theme::default();
    let named = [
        ("back", back),
        ("text", text),
        ("muted", muted),
        ("grid", grid),
        ("axis", axis),
        ("completed", completed),
        ("failed", failed),
        ("other", other),
    ];
    for (role, color) in named {
        assert_eq!(color, Rgba::hex(colors(role)[0]), "{role}");
    }
    for (n, color) in kinds.into_iter().enumerate() {
        assert_eq!(color, Rgba::hex(colors(&format!("kind-{n}"))[0]), "kind-{n}");
    }
}
