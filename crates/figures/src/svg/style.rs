//! The colours: a light set and a dark one, told apart also by people who do not see red and green alike.

use std::fmt::Write as _;

use super::ROOT_CLASS;
use crate::drawing::Tone;

/// Class, light colour, dark colour. The series are those of Okabe and Ito, darkened or lightened until they stand out.
const TONES: [(&str, &str, &str); 9] = [
    ("ink", "#1c1e21", "#e8eaed"),
    ("muted", "#80868e", "#9aa0a8"),
    ("bad", "#b3261e", "#ff8a80"),
    ("0", "#0067a8", "#62b5ee"),
    ("1", "#c04f00", "#f59a5a"),
    ("2", "#00805c", "#3fd1a2"),
    ("3", "#9c3f86", "#e39ad0"),
    ("4", "#7a6200", "#e0c24a"),
    ("5", "#4a4fb8", "#a9adff"),
];

/// The class that has a tone's colour.
pub(super) fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Ink => TONES[0].0,
        Tone::Muted => TONES[1].0,
        Tone::Bad => TONES[2].0,
        Tone::Series(index) => TONES[3 + usize::from(index % Tone::SERIES)].0,
    }
}

/// The rules that pictures need, once a page or file.
pub fn style() -> String {
    let mut rules = format!(
        ".{ROOT_CLASS}{{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}}\
         .{ROOT_CLASS} .ef-title{{font-size:15px;font-weight:600}}.{ROOT_CLASS} .ef-head{{font-weight:600}}\
         .{ROOT_CLASS} .ef-band{{opacity:.18}}.{ROOT_CLASS} .ef-dash{{stroke-dasharray:5 4}}"
    );
    rules += &colours(|(_, light, _)| light, ("#ffffff", "#d8dbe0"));
    let dark = colours(|(_, _, dark)| dark, ("#15171a", "#3a3f46"));
    let _ = write!(rules, "@media screen and (prefers-color-scheme:dark){{{dark}}}");
    rules
}

type Colours = (&'static str, &'static str, &'static str);

fn colours(pick: fn(Colours) -> &'static str, (paper, grid): (&str, &str)) -> String {
    let mut rules = format!(
        ".{ROOT_CLASS} .ef-paper{{fill:{paper}}}.{ROOT_CLASS} .ef-hollow{{fill:{paper}}}.{ROOT_CLASS} .ef-grid{{stroke:{grid};fill:none}}"
    );
    for each in TONES {
        let (name, colour) = (each.0, pick(each));
        let _ = write!(
            rules,
            ".{ROOT_CLASS} .f-{name}{{fill:{colour}}}.{ROOT_CLASS} .l-{name}{{stroke:{colour}}}"
        );
    }
    let (ink, muted) = (pick(TONES[0]), pick(TONES[1]));
    let _ = write!(
        rules,
        ".{ROOT_CLASS} text{{fill:{ink}}}.{ROOT_CLASS} .ef-muted{{fill:{muted}}}.{ROOT_CLASS} .ef-axis{{stroke:{muted};fill:none}}"
    );
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as the Web Content Accessibility Guidelines 2.1 define it.
    fn luminance(colour: &str) -> f64 {
        let channel = |from: usize| {
            let value =
                f64::from(u8::from_str_radix(&colour[from..from + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// 3 to 1 is what marks need, 4.5 to 1 what text needs.
    #[test]
    fn every_colour_stands_out_from_its_paper() {
        for (name, light, dark) in TONES {
            let least = if name == "muted" { 3.0 } else { 4.5 };
            assert!(contrast(light, "#ffffff") >= least, "{name}: {light} {}", contrast(light, "#ffffff"));
            assert!(contrast(dark, "#15171a") >= least, "{name}: {dark} {}", contrast(dark, "#15171a"));
        }
    }
}
