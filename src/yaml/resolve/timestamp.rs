//! Times as Go's `time.Parse` reads them by the four layouts of yaml v2.

/// Whether a text is a date, or a date and a time of day.
pub(super) fn is_timestamp(text: &str) -> bool {
    let year_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if year_digits != 4 || text.as_bytes().get(4) != Some(&b'-') {
        return false;
    }
    let mut rest = Rest(&text.as_bytes()[5..]);
    let year = text[..4].parse().unwrap_or(0);
    rest.date(year).is_some() && rest.ends_as_time()
}

/// What is left to read.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    /// Month and day.
    fn date(&mut self, year: u32) -> Option<()> {
        let month = self.number()?;
        self.literal(b'-')?;
        let day = self.number()?;
        (1..=days_in(month, year)?).contains(&day).then_some(())
    }

    /// Nothing; `T` or `t`, the time of day and the zone; or spaces and the time of day.
    fn ends_as_time(&mut self) -> bool {
        let read = match self.0 {
            [] => Some(()),
            [b'T' | b't', rest @ ..] => {
                self.0 = rest;
                self.time_of_day().and_then(|()| self.zone())
            }
            [b' ', ..] => {
                let spaces = self.0.iter().take_while(|b| **b == b' ').count();
                self.0 = &self.0[spaces..];
                self.time_of_day()
            }
            _ => None,
        };
        read.is_some() && self.0.is_empty()
    }

    fn time_of_day(&mut self) -> Option<()> {
        let hour = self.number()?;
        self.literal(b':')?;
        let minute = self.number()?;
        self.literal(b':')?;
        let second = self.number()?;
        if let [b'.' | b',', rest @ ..] = self.0 {
            let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits > 0 {
                self.0 = &rest[digits..];
            }
        }
        (hour < 24 && minute < 60 && second < 60).then_some(())
    }

    /// `Z`, or a sign, two digits, a colon and two digits.
    fn zone(&mut self) -> Option<()> {
        match self.0 {
            [b'Z', rest @ ..] => {
                self.0 = rest;
                Some(())
            }
            [b'+' | b'-', h1, h2, b':', m1, m2, rest @ ..] if [h1, h2, m1, m2].into_iter().all(u8::is_ascii_digit) => {
                let number = |tens: &u8, ones: &u8| u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
                let is_in_range = number(h1, h2) <= 24 && number(m1, m2) <= 60;
                self.0 = rest;
                is_in_range.then_some(())
            }
            _ => None,
        }
    }

    /// One or two digits.
    fn number(&mut self) -> Option<u32> {
        let digits = self.0.iter().take(2).take_while(|b| b.is_ascii_digit()).count();
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        (digits > 0).then(|| {
            number
                .iter()
                .fold(0, |value, digit| value * 10 + u32::from(digit - b'0'))
        })
    }

    fn literal(&mut self, byte: u8) -> Option<()> {
        self.0 = self.0.strip_prefix(&[byte])?;
        Some(())
    }
}

fn days_in(month: u32, year: u32) -> Option<u32> {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    Some(match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return None,
    })
}
