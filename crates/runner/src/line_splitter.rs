//! Lines out of chunks of bytes, in bounded memory.

/// A longer line is dropped as a line: no report is as long.
const LONGEST_LINE: usize = 64 * 1024;

/// Collects bytes until a line is complete.
#[derive(Debug, Default)]
pub(crate) struct LineSplitter {
    line: Vec<u8>,
    too_long: bool,
}

impl LineSplitter {
    /// Takes the next bytes and gives every line they complete, without its end. A carriage return ends a line too: a
    /// progress bar goes back to its beginning, and what is printed after it is a line of its own.
    pub(crate) fn push(&mut self, bytes: &[u8], on_line: &mut impl FnMut(&[u8])) {
        let mut pieces = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
        let mut piece = pieces.next().unwrap_or_default();
        for next in pieces {
            self.extend(piece);
            self.finish(on_line);
            piece = next;
        }
        self.extend(piece);
    }

    /// Gives what stands after the last line end, if anything does.
    pub(crate) fn finish(&mut self, on_line: &mut impl FnMut(&[u8])) {
        if !self.too_long && !self.line.is_empty() {
            on_line(&self.line);
        }
        self.line.clear();
        self.too_long = false;
    }

    fn extend(&mut self, piece: &[u8]) {
        self.too_long |= self.line.len() + piece.len() > LONGEST_LINE;
        if self.too_long {
            self.line.clear();
        } else {
            self.line.extend_from_slice(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut found = Vec::new();
        let mut splitter = LineSplitter::default();
        let mut keep = |line: &[u8]| found.push(line.to_vec());
        for chunk in chunks {
            splitter.push(chunk, &mut keep);
        }
        splitter.finish(&mut keep);
        found
    }

    #[test]
    fn a_line_may_come_in_pieces_and_the_last_needs_no_end() {
        assert_eq!(lines(&[b"a", b"b\nc\n\n", b"d\ne"]), [&b"ab"[..], b"c", b"d", b"e"]);
        assert_eq!(lines(&[b"a\n", b"\n"]), [b"a"]);
        assert_eq!(lines(&[b"10 %\r20", b" %\r{}\r\n"]), [&b"10 %"[..], b"20 %", b"{}"]);
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn an_endless_line_is_dropped_and_the_next_is_whole() {
        let long = vec![b'x'; 40_000];
        assert_eq!(lines(&[&long, &long, b"y\nnext\n"]), [b"next"]);
    }
}
