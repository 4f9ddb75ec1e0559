//! Characters that a terminal may draw as nothing: the property Default_Ignorable_Code_Point of
//! Unicode 17 (DerivedCoreProperties.txt), which is stable but for what takes its reserved places.

const IGNORABLE: [(char, char); 17] = [
    ('\u{AD}', '\u{AD}'),
    ('\u{34F}', '\u{34F}'),
    ('\u{61C}', '\u{61C}'),
    ('\u{115F}', '\u{1160}'),
    ('\u{17B4}', '\u{17B5}'),
    ('\u{180B}', '\u{180F}'),
    ('\u{200B}', '\u{200F}'),
    ('\u{202A}', '\u{202E}'),
    ('\u{2060}', '\u{206F}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{FE00}', '\u{FE0F}'),
    ('\u{FEFF}', '\u{FEFF}'),
    ('\u{FFA0}', '\u{FFA0}'),
    ('\u{FFF0}', '\u{FFF8}'),
    ('\u{1BCA0}', '\u{1BCA3}'),
    ('\u{1D173}', '\u{1D17A}'),
    ('\u{E0000}', '\u{E0FFF}'),
];

/// Returns whether a character has the property.
pub(super) fn is_ignorable(c: char) -> bool {
    // The table is sorted, and most characters stand before its first row.
    c >= IGNORABLE[0].0 && IGNORABLE.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_range_ends_where_it_says() {
        assert_eq!(
            IGNORABLE.iter().map(|(first, last)| *last as u32 - *first as u32 + 1).sum::<u32>(),
            4_174
        );
        for (first, last) in IGNORABLE {
            assert!(is_ignorable(first) && is_ignorable(last), "{first:?}");
            let beside = [u32::from(first) - 1, u32::from(last) + 1]
                .map(|c| char::from_u32(c).expect("no surrogate"));
            assert_eq!(beside.map(is_ignorable), [false; 2], "{beside:?}");
        }
        assert!(IGNORABLE.is_sorted());
    }
}
