//! Sets of characters and words that are asked about at every step, so they answer in one or two look-ups.

use std::sync::LazyLock;

use super::lexicon;

/// First character of the plane that the sets cover.
const BASE: u32 = 0x4E00;
/// How many characters they cover: all of the basic Chinese block.
const SIZE: usize = 0x5200;

/// A set of Chinese characters.
pub(super) struct CharSet(Vec<u64>);

impl CharSet {
    fn new(members: &str) -> Self {
        let mut bits = vec![0_u64; SIZE / 64];
        for index in members.chars().filter_map(index) {
            bits[index / 64] |= 1 << (index % 64);
        }
        Self(bits)
    }

    fn without(mut self, members: &str) -> Self {
        for index in members.chars().filter_map(index) {
            self.0[index / 64] &= !(1 << (index % 64));
        }
        self
    }

    /// Whether the character is in it.
    pub(super) fn has(&self, c: char) -> bool {
        index(c).is_some_and(|i| self.0[i / 64] >> (i % 64) & 1 == 1)
    }
}

/// A set of words, found by how a text begins or ends.
pub(super) struct WordSet {
    slots: Vec<u16>,
    buckets: Vec<Vec<&'static str>>,
    at_end: bool,
}

impl WordSet {
    fn new(words: &'static str, at_end: bool) -> Self {
        let mut set = Self {
            slots: vec![0; SIZE],
            buckets: vec![Vec::new()],
            at_end,
        };
        for word in words.split_whitespace() {
            let key = if at_end {
                word.chars().next_back()
            } else {
                word.chars().next()
            };
            let Some(index) = key.and_then(index) else { continue };
            if set.slots[index] == 0 {
                set.slots[index] = u16::try_from(set.buckets.len()).unwrap_or(0);
                set.buckets.push(Vec::new());
            }
            set.buckets[usize::from(set.slots[index])].push(word);
        }
        for bucket in &mut set.buckets {
            bucket.sort_by_key(|word| std::cmp::Reverse(word.len()));
        }
        set
    }

    /// The longest word that the text begins with (or ends with, for a set made for that).
    pub(super) fn longest(&self, text: &str) -> Option<&'static str> {
        let key = if self.at_end {
            text.chars().next_back()
        } else {
            text.chars().next()
        };
        let slot = self.slots[key.and_then(index)?];
        let fits = |word: &&&'static str| {
            if self.at_end {
                text.ends_with(**word)
            } else {
                text.starts_with(**word)
            }
        };
        self.buckets[usize::from(slot)].iter().find(fits).copied()
    }

    /// Whether some word fits.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.longest(text).is_some()
    }
}

fn index(c: char) -> Option<usize> {
    (c as u32).checked_sub(BASE).map(|i| i as usize).filter(|i| *i < SIZE)
}

/// Everything that is looked up.
pub(super) struct Words {
    pub(super) surnames: CharSet,
    pub(super) given: CharSet,
    pub(super) not_in_names: CharSet,
    pub(super) name_ends_allowed: CharSet,
    pub(super) followers_weak: CharSet,
    pub(super) surnames_long: WordSet,
    pub(super) followers: WordSet,
    pub(super) not_names: WordSet,
    pub(super) posts_ending: WordSet,
    pub(super) groups_ending: WordSet,
    pub(super) breaks_ending: WordSet,
    pub(super) break_exceptions_ending: WordSet,
    pub(super) bodies_ending: WordSet,
    pub(super) bodies_after: WordSet,
    pub(super) endings: WordSet,
    pub(super) opening_ending: WordSet,
}

/// The word lists, made ready once.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| Words {
    surnames: CharSet::new(lexicon::SURNAMES),
    given: CharSet::new(lexicon::GIVEN).without("在及加就内列则句只召口同书事"),
    not_in_names: CharSet::new(lexicon::NOT_IN_NAMES),
    name_ends_allowed: CharSet::new(lexicon::NAME_ENDS_ALLOWED),
    followers_weak: CharSet::new(lexicon::FOLLOWERS_WEAK),
    surnames_long: WordSet::new(lexicon::SURNAMES_LONG, false),
    followers: WordSet::new(lexicon::FOLLOWERS, false),
    not_names: WordSet::new(lexicon::NOT_NAMES, false),
    posts_ending: WordSet::new(lexicon::POSTS, true),
    groups_ending: WordSet::new(lexicon::GROUPS, true),
    breaks_ending: WordSet::new(lexicon::TITLE_BREAKS, true),
    break_exceptions_ending: WordSet::new(lexicon::BREAK_EXCEPTIONS, true),
    bodies_ending: WordSet::new(lexicon::BODIES, true),
    bodies_after: WordSet::new(lexicon::BODIES_AFTER, false),
    endings: WordSet::new(lexicon::ENDINGS, false),
    opening_ending: WordSet::new(lexicon::OPENING_WORDS, true),
});
