//! CSV (RFC 4180) that spreadsheets don't run: the entries of a job, and its traces.

use crate::response::{timestamp, traces::Traces};

/// Appends one record to a text.
#[derive(Debug)]
pub struct RecordWriter<'a> {
    out: &'a mut String,
    is_first: bool,
}

impl<'a> RecordWriter<'a> {
    /// A record at the end of `out`.
    pub fn new(out: &'a mut String) -> Self {
        Self { out, is_first: true }
    }

    /// A field whose text is not ours. If a spreadsheet could take it for a formula, an apostrophe makes it text
    /// (<https://owasp.org/www-community/attacks/CSV_Injection>). Some spreadsheets pass over spaces at its start.
    pub fn text(&mut self, text: &str) {
        let first = text.chars().find(|c| !matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{feff}'));
        let is_formula = matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'));
        if is_formula { self.field(&format!("'{text}")) } else { self.field(text) }
    }

    /// A field that can't be taken for a formula: a number, a name of ours.
    pub fn field(&mut self, value: &str) {
        if !self.is_first {
            self.out.push(',');
        }
        self.is_first = false;
        if value.contains(['"', ',', '\r', '\n']) {
            self.out.push('"');
            for c in value.chars() {
                if c == '"' {
                    self.out.push('"');
                }
                self.out.push(c);
            }
            self.out.push('"');
        } else {
            self.out.push_str(value);
        }
    }

    /// A field that is a number.
    pub fn number(&mut self, number: u64) {
        self.field(&number.to_string());
    }

    /// Ends the record.
    pub fn end(self) {
        self.out.push_str("\r\n");
    }
}

/// A record per point with its time (UTC) and counters; two columns for each kind of items.
pub fn traces_to_csv(traces: &Traces) -> String {
    let series = &traces.series;
    let mut out = String::new();
    let mut header = RecordWriter::new(&mut out);
    for name in ["time", "files completed", "files failed"] {
        header.field(name);
    }
    let mut columns = vec![&series.completed, &series.failed];
    for kind in &series.kinds {
        header.text(&format!("{} success", kind.name));
        header.text(&format!("{} failed", kind.name));
        columns.extend([&kind.success, &kind.failed]);
    }
    header.end();
    for (row, time) in series.times.iter().enumerate() {
        let mut record = RecordWriter::new(&mut out);
        record.field(&timestamp::format(*time));
        for column in &columns {
            record.number(column.get(row).copied().unwrap_or_default());
        }
        record.end();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::response::traces;

    #[test]
    fn each_point_is_a_record_and_each_kind_two_columns() {
        let traces = traces::decode(
            br#"{"job_id":"j","points":[
                {"t":"2026-04-14T10:00:00Z","files":{"completed":1,"failed":0},"items":{}},
                {"t":"2026-04-14T12:01:00.5+02:00","files":{"completed":2,"failed":1},"items":{"x":{"success":3,"failed":4}}},
                {"t":"2026-04-14T10:02:00Z","files":{"completed":3},"items":{"y":{"success":5},"x":{"success":6,"failed":7}}}]}"#,
        );
        let expected = [
            "time,files completed,files failed,x success,x failed,y success,y failed",
            "2026-04-14T10:00:00Z,1,0,0,0,0,0",
            "2026-04-14T10:01:00.500Z,2,1,3,4,0,0",
            "2026-04-14T10:02:00Z,3,0,6,7,5,0",
            "",
        ];
        assert_eq!(traces_to_csv(&traces.unwrap()), expected.join("\r\n"));
        assert_eq!(traces_to_csv(&Traces::default()), "time,files completed,files failed\r\n");
    }

    #[test]
    fn fields_are_quoted_where_they_must_be_and_nothing_runs() {
        let record = |text: &str| {
            let mut out = String::new();
            let mut record = RecordWriter::new(&mut out);
            record.text(text);
            record.number(7);
            record.end();
            out
        };
        for (text, expected) in [
            ("", ",7\r\n"),
            ("a b", "a b,7\r\n"),
            ("a,b", "\"a,b\",7\r\n"),
            ("say \"hi\"", "\"say \"\"hi\"\"\",7\r\n"),
            ("two\nlines", "\"two\nlines\",7\r\n"),
            (" -", "' -,7\r\n"),
            ("\rx", "\"'\rx\",7\r\n"),
            ("\n=1+1", "\"'\n=1+1\",7\r\n"),
            ("\r\n=1+1", "\"'\r\n=1+1\",7\r\n"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\",7\r\n"),
        ] {
            assert_eq!(record(text), expected);
        }
        for evil in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", " =1", "\u{feff}=1", "\u{3000}=1", "＝1", "＋1", "－1", "＠A1"]
        {
            assert_eq!(record(evil), format!("'{evil},7\r\n"));
        }
        let mut out = String::new();
        RecordWriter::new(&mut out).field("-1");
        assert_eq!(out, "-1", "a number");
    }
}
