//! What a bay is for, as a small set, and counts by class.

use std::fmt;

/// Declares the classes with their words: ours, other names that are read, and OpenStreetMap's.
macro_rules! classes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $chinese:literal, [$($other:literal),*];)*) => {
        /// What a bay is for, or what it has. A bay may be of several classes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Class {
            $($(#[$doc])* $variant,)*
        }

        impl Class {
            /// Every class, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in files and interfaces.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// Its name in Chinese.
            #[must_use]
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese,)* }
            }

            /// The class with a name, in any of the forms that are known.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                let text = text.trim().to_lowercase();
                let text = text.trim_end_matches("车位").trim_end_matches("泊位");
                match text {
                    $($word | $chinese $(| $other)* => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

classes! {
    /// For holders of a disabled person's permit.
    Disabled = "disabled", "无障碍", ["残疾人", "wheelchair", "accessible"];
    /// With a charger, for vehicles that charge; while its chargers are out of order for nobody.
    Charging = "charging", "充电", ["electric", "ev", "新能源"];
    /// Wider, for families with small children.
    Family = "family", "家庭", ["parent", "parents", "亲子", "母婴"];
    /// Kept for women, as many lots in China do.
    Woman = "woman", "女士", ["women", "女性"];
    /// For vehicles larger than a car.
    Large = "large", "大型车", ["hgv_small", "large_vehicle"];
    /// For buses and coaches.
    Bus = "bus", "大客车", ["coach", "巴士", "客车"];
    /// For lorries.
    Truck = "truck", "货车", ["hgv", "lorry", "trucks"];
    /// For motorcycles.
    Motorcycle = "motorcycle", "摩托车", ["motorbike"];
    /// For shared cars.
    Carsharing = "carsharing", "共享汽车", ["car_sharing"];
    /// For loading only.
    Loading = "loading", "装卸", ["delivery", "loading_only"];
    /// For holders of a resident's permit or a monthly card.
    Permit = "permit", "固定", ["resident", "residents", "月租", "专用"];
    /// In a mechanical garage: not every vehicle fits.
    Mechanical = "mechanical", "机械", ["stacker"];
}

/// How many classes there are.
pub const CLASSES: usize = Class::ALL.len();

/// A set of classes.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Classes(u16);

impl Classes {
    /// No class: a bay for any car.
    pub const NONE: Self = Self(0);
    /// All classes.
    pub const ALL: Self = Self((1 << CLASSES) - 1);
    /// What anybody may use although it is of a class.
    pub const OPEN: Self = Self::of(Class::Mechanical);

    /// The set of one class.
    #[must_use]
    pub const fn of(class: Class) -> Self {
        Self(1 << class as u16)
    }

    /// The set whose bits these are, bit *n* for the *n*th class; none where a bit has no class.
    #[must_use]
    pub const fn from_bits(bits: u16) -> Option<Self> {
        if bits & !Self::ALL.0 == 0 {
            Some(Self(bits))
        } else {
            None
        }
    }

    /// The set as bits.
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// With what is in the other too.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Without what is in the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether everything of the other is in it.
    #[must_use]
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether it has nothing.
    #[must_use]
    pub const fn is_none(self) -> bool {
        self.0 == 0
    }

    /// The classes in it, in order.
    pub fn iter(self) -> impl Iterator<Item = Class> {
        Class::ALL
            .iter()
            .copied()
            .filter(move |class| self.has(Self::of(*class)))
    }

    /// Names with commas, spaces, semicolons, `+` or `、` between them; the first that is no class is the error.
    ///
    /// # Errors
    /// The name that is not known.
    pub fn read(text: &str) -> Result<Self, String> {
        text.split([',', ' ', ';', '+', '|', '、', '，', '；'])
            .filter(|name| !name.trim().is_empty())
            .try_fold(Self::NONE, |set, name| {
                let class = Class::of(name).ok_or_else(|| super::text::shown(name))?;
                Ok(set.and(Self::of(class)))
            })
    }
}

impl FromIterator<Class> for Classes {
    fn from_iter<I: IntoIterator<Item = Class>>(classes: I) -> Self {
        classes
            .into_iter()
            .fold(Self::NONE, |set, class| set.and(Self::of(class)))
    }
}

impl fmt::Display for Classes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, class) in self.iter().enumerate() {
            let between = if at == 0 { "" } else { " " };
            write!(out, "{between}{}", class.word())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Classes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Classes({self})")
    }
}

/// How many bays there are, and how many of each class. A bay of two classes counts in both, once in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All bays.
    pub all: u32,
    by_class: [u32; CLASSES],
}

impl Counts {
    /// What was stated of a lot without bays: all, and some of it by class.
    #[must_use]
    pub fn stated(all: u32, by_class: &[(Class, u32)]) -> Self {
        let mut counts = Self { all, ..Self::default() };
        for (class, count) in by_class {
            counts.by_class[*class as usize] = *count;
        }
        counts
    }

    /// How many are of a class.
    #[must_use]
    pub const fn of(&self, class: Class) -> u32 {
        self.by_class[class as usize]
    }

    /// With one more bay of these classes.
    pub fn add(&mut self, classes: Classes) {
        self.all = self.all.saturating_add(1);
        for class in classes.iter() {
            let count = &mut self.by_class[class as usize];
            *count = count.saturating_add(1);
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.all = self.all.saturating_add(other.all);
        for (count, more) in self.by_class.iter_mut().zip(other.by_class) {
            *count = count.saturating_add(more);
        }
        self
    }

    /// The classes that there are, with their counts, in order.
    pub fn classes(&self) -> impl Iterator<Item = (Class, u32)> {
        let counted = Class::ALL.iter().copied().zip(self.by_class);
        counted.filter(|(_, count)| *count > 0)
    }

    /// The largest of the counts: what a limit looks at.
    pub(super) fn most(&self) -> u32 {
        self.by_class.iter().copied().fold(self.all, u32::max)
    }
}

impl FromIterator<Classes> for Counts {
    fn from_iter<I: IntoIterator<Item = Classes>>(bays: I) -> Self {
        let mut counts = Self::default();
        bays.into_iter().for_each(|classes| counts.add(classes));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        let both = Classes::read("family, 充电车位").unwrap();
        assert_eq!(both.to_string(), "charging family");
        assert!(both.has(Classes::of(Class::Family)) && !both.has(Classes::of(Class::Bus)));
        assert_eq!(both.without(Classes::of(Class::Family)), Classes::of(Class::Charging));
        assert_eq!(Classes::read("family, tram"), Err("tram".to_owned()));
        assert_eq!(Classes::read(" "), Ok(Classes::NONE));
        assert_eq!(Classes::from_bits(both.bits()), Some(both));
        assert_eq!(Classes::from_bits(1 << 15), None);
        for class in Class::ALL {
            assert_eq!(Class::of(class.word()), Some(*class));
            assert_eq!(Class::of(class.chinese()), Some(*class));
        }
    }

    #[test]
    fn a_bay_of_two_classes_is_one_bay() {
        let both = Classes::of(Class::Family).and(Classes::of(Class::Charging));
        let counts: Counts = [both, Classes::NONE, Classes::of(Class::Family)].into_iter().collect();
        assert_eq!(counts.all, 3);
        assert_eq!(
            counts.classes().collect::<Vec<_>>(),
            [(Class::Charging, 1), (Class::Family, 2)]
        );
    }
}
