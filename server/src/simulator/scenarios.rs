//! The catalogue.

use super::scenario::{MetricsForm, Phase, Scenario, Stage, Work};

/// All scenarios.
pub const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "mixed",
        job_id: "job_2abc3def4ghi5jkl6mno7pqr",
        title: "Factory floor, week 15",
        pipeline_key: "video-understanding",
        work: Work {
            files: 25,
            workers: 4,
            seconds: 860,
            failures: 2,
            ports: &["video", "video", "sensor"],
            stages: &[
                Stage {
                    kind: "preprocess",
                    form: MetricsForm::Measured,
                    model: None,
                    from_file: 0,
                    parts: 0,
                    items: (30, 60),
                    reports: 3,
                    weight: 2,
                    failures_per_mille: 0,
                },
                Stage {
                    kind: "inference",
                    form: MetricsForm::Full,
                    model: Some("perception-l 2.1"),
                    from_file: 0,
                    parts: 0,
                    items: (30, 60),
                    reports: 12,
                    weight: 7,
                    failures_per_mille: 25,
                },
                Stage {
                    kind: "embedding",
                    form: MetricsForm::Counted,
                    model: Some("embedder-m 1.4"),
                    from_file: 8,
                    parts: 3,
                    items: (8, 20),
                    reports: 2,
                    weight: 3,
                    failures_per_mille: 10,
                },
            ],
        },
        script: &[
            Phase::Queue { position: 2, seconds_each: 5 },
            Phase::Admit { seconds: 20 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
    Scenario {
        name: "clean",
        job_id: "job_2clean3def4ghi5jkl6mno7",
        title: "Nightly batch",
        pipeline_key: "frame-embedding",
        work: Work { files: 40, workers: 4, seconds: 580, failures: 0, ports: &["video"], stages: &[EMBEDDING] },
        script: &[Phase::Admit { seconds: 12 }, Phase::Work { until_percent: 100 }, Phase::Complete],
    },
    Scenario {
        name: "retry",
        job_id: "job_2retry3def4ghi5jkl6mno7",
        title: "Second time lucky",
        pipeline_key: "sensor-anomaly",
        work: Work { files: 20, workers: 3, seconds: 420, failures: 1, ports: &["sensor"], stages: &[INFERENCE] },
        script: &[
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 45 },
            Phase::Fail {
                error: "The worker ran out of GPU memory.",
                warning: "23.7 of 24 GB of GPU memory in use, the batch size was halved",
            },
            Phase::Retry { after_seconds: 60, keeps_progress: false },
            Phase::Queue { position: 1, seconds_each: 10 },
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
    Scenario {
        name: "resumed",
        job_id: "job_2resumed3def4ghi5jkl6mno7",
        title: "On from where it broke off",
        pipeline_key: "sensor-anomaly",
        work: Work { files: 20, workers: 3, seconds: 420, failures: 1, ports: &["sensor"], stages: &[INFERENCE] },
        script: &[
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 45 },
            Phase::Fail {
                error: "The connection to the storage was lost.",
                warning: "The storage answers late, 9 s per request",
            },
            Phase::Retry { after_seconds: 60, keeps_progress: true },
            Phase::Queue { position: 1, seconds_each: 10 },
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
    Scenario {
        name: "queued",
        job_id: "job_2queued3def4ghi5jkl6mno7",
        title: "A long queue and a cold start",
        pipeline_key: "video-understanding",
        work: Work { files: 12, workers: 2, seconds: 300, failures: 0, ports: &["video"], stages: &[INFERENCE] },
        script: &[
            Phase::Queue { position: 7, seconds_each: 30 },
            Phase::Admit { seconds: 420 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
    Scenario {
        name: "single",
        job_id: "job_2single3def4ghi5jkl6mno7",
        title: "One long recording",
        pipeline_key: "video-understanding",
        work: Work {
            files: 1,
            workers: 1,
            seconds: 480,
            failures: 0,
            ports: &["video"],
            stages: &[Stage {
                kind: "inference",
                form: MetricsForm::Full,
                model: Some("perception-l 2.1"),
                from_file: 0,
                parts: 0,
                items: (1400, 1600),
                reports: 160,
                weight: 1,
                failures_per_mille: 8,
            }],
        },
        script: &[Phase::Admit { seconds: 20 }, Phase::Work { until_percent: 100 }, Phase::Complete],
    },
    Scenario {
        name: "huge",
        job_id: "job_2huge3def4ghi5jkl6mno7",
        title: "The archive",
        pipeline_key: "frame-embedding",
        work: Work {
            files: 50_000,
            workers: 250,
            seconds: 3500,
            failures: 400,
            ports: &["video", "sensor"],
            stages: &[Stage {
                kind: "embedding",
                form: MetricsForm::Counted,
                model: Some("embedder-m 1.4"),
                from_file: 0,
                parts: 0,
                items: (8, 24),
                reports: 4,
                weight: 1,
                failures_per_mille: 5,
            }],
        },
        script: &[Phase::Admit { seconds: 60 }, Phase::Work { until_percent: 100 }, Phase::Complete],
    },
    Scenario {
        name: "quiet",
        job_id: "job_2quiet3def4ghi5jkl6mno7",
        title: "Silence in the middle",
        pipeline_key: "sensor-anomaly",
        work: Work { files: 16, workers: 3, seconds: 400, failures: 1, ports: &["sensor"], stages: &[INFERENCE] },
        script: &[
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 50 },
            Phase::Silence { seconds: 360 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
    Scenario {
        name: "failed",
        job_id: "job_2failed3def4ghi5jkl6mno7",
        title: "Broken calibration",
        pipeline_key: "sensor-anomaly",
        work: Work { files: 18, workers: 3, seconds: 420, failures: 4, ports: &["sensor"], stages: &[INFERENCE] },
        script: &[
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 60 },
            Phase::Fail {
                error: "More than 20 % of the inputs failed.",
                warning: "Too many inputs fail, the limit is near",
            },
        ],
    },
    Scenario {
        name: "cancelled",
        job_id: "job_2cancelled3def4ghi5jkl6m",
        title: "The wrong folder",
        pipeline_key: "video-understanding",
        work: Work { files: 30, workers: 4, seconds: 600, failures: 1, ports: &["video"], stages: &[INFERENCE] },
        script: &[Phase::Admit { seconds: 15 }, Phase::Work { until_percent: 40 }, Phase::Cancel],
    },
    Scenario {
        name: "preempted",
        job_id: "job_2preempted3def4ghi5jkl6m",
        title: "On a spot machine",
        pipeline_key: "frame-embedding",
        work: Work { files: 24, workers: 3, seconds: 480, failures: 1, ports: &["video"], stages: &[EMBEDDING] },
        script: &[
            Phase::Admit { seconds: 15 },
            Phase::Work { until_percent: 40 },
            Phase::Preempt { seconds: 120 },
            Phase::Admit { seconds: 45 },
            Phase::Work { until_percent: 100 },
            Phase::Complete,
        ],
    },
];

const INFERENCE: Stage = Stage {
    kind: "inference",
    form: MetricsForm::Full,
    model: Some("perception-l 2.1"),
    from_file: 0,
    parts: 0,
    items: (30, 60),
    reports: 8,
    weight: 1,
    failures_per_mille: 20,
};

const EMBEDDING: Stage = Stage {
    kind: "embedding",
    form: MetricsForm::Counted,
    model: Some("embedder-m 1.4"),
    from_file: 0,
    parts: 2,
    items: (10, 30),
    reports: 4,
    weight: 1,
    failures_per_mille: 0,
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_have_the_shape_of_the_api() {
        let ids: HashSet<_> = SCENARIOS.iter().map(|scenario| scenario.job_id).collect();
        assert_eq!(ids.len(), SCENARIOS.len());
        for id in ids {
            let digits = id.strip_prefix("job_").unwrap_or_default();
            let base32 = digits.chars().all(|c| c.is_ascii_lowercase() || ('2'..='7').contains(&c));
            assert!(base32 && (22..=25).contains(&digits.len()), "{id}");
        }
    }

    #[test]
    fn no_form_without_failures_has_failures() {
        for stage in SCENARIOS.iter().flat_map(|scenario| scenario.work.stages) {
            assert!(stage.form != MetricsForm::Measured || stage.failures_per_mille == 0, "{}", stage.kind);
        }
    }
}
