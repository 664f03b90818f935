//! How tables and fields are described: one source for reading, addresses, checks and the JSON Schema.
//!
//! The descriptions themselves are in `entities`.

pub(super) use super::domain::Domain;

/// A table of the model file.
#[derive(Debug)]
pub(super) struct Shape {
    /// What it is, in one sentence.
    pub doc: &'static str,
    pub fields: &'static [Field],
    /// Fields that contradict `firm = true`.
    pub against_firm: &'static [&'static str],
}

/// A field of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub key: &'static str,
    pub kind: Kind,
    pub presence: Presence,
    /// What it means and in which unit.
    pub doc: &'static str,
    /// Between which numbers it is in every plan seen so far, or by physics; others are doubted.
    pub plausible: Option<Plausible>,
    /// Whether options can add to it.
    pub is_addable: bool,
}

/// Numbers that a planner would expect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plausible {
    pub low: f64,
    pub high: f64,
    /// The currencies for which that holds; none: it is no money.
    pub currencies: &'static [&'static str],
}

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    Bool,
    /// A quarter such as `2027Q3`.
    Quarter,
    Number(Domain),
    /// Numbers by quarter.
    Series(Domain, Tail),
    /// Values by key; the keys refer to entities, or are free.
    Map(Option<Noun>, &'static Field),
    /// A list of ids.
    References(Noun),
    /// A single id.
    Reference(Noun),
    Discounts,
    /// A list of assignments.
    Assignments,
    /// A list of assignments without their values.
    Changes,
    /// A list of `ADDRESS += amount`.
    Additions,
    /// A number, or the text [`FREE`].
    Taken,
    /// A list of numbers.
    Numbers(Domain),
    /// A list of numbers, one for each of the last quarters before the start, the oldest first.
    Past(Domain),
    Table(&'static Shape),
    /// Tables by id.
    Entities(Noun, &'static Shape),
}

/// A word of the language, which is no code of a diagnostic.
pub(super) type Word = &'static str;

/// What says that an option is still to be decided.
pub(super) const FREE: Word = "free";

/// What a series is in the tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    /// It goes on as its form says.
    GoesOn,
    /// 0 unless given there.
    ZeroUnlessGiven,
    /// It goes on to the end of the tail; dates may lie further on.
    Arrives,
}

/// Whether a field must be given, and what holds if it is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Presence {
    Required,
    Optional,
    /// A number, in every quarter if it varies.
    Default(f64),
    False,
    True,
    /// Still to be decided.
    Free,
    /// No entries.
    Empty,
    /// No limit.
    Unlimited,
    /// The horizon's start.
    Start,
    /// The table exists, with its defaults.
    Always,
}

/// What an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noun {
    Foundry,
    Die,
    Component,
    Process,
    Chip,
    Rack,
    Site,
    Service,
    Buyer,
    Option,
    /// A die, component, chip or rack.
    Item,
    Expansion,
    Scenario,
    Uncertainty,
}

impl Noun {
    /// The kinds that share the namespace of items.
    pub const ITEMS: [Noun; 4] = [Noun::Die, Noun::Component, Noun::Chip, Noun::Rack];

    /// Returns the word for one of it: `a die`, `an option`.
    pub fn one(self) -> String {
        let word = self.word();
        let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) {
            "an"
        } else {
            "a"
        };
        format!("{article} {word}")
    }

    /// Returns the word for it, which for tables of the file is their key.
    pub fn word(self) -> &'static str {
        match self {
            Noun::Foundry => "foundry",
            Noun::Die => "die",
            Noun::Component => "component",
            Noun::Process => "process",
            Noun::Chip => "chip",
            Noun::Rack => "rack",
            Noun::Site => "site",
            Noun::Service => "service",
            Noun::Buyer => "buyer",
            Noun::Option => "option",
            Noun::Item => "item",
            Noun::Expansion => "expansion",
            Noun::Scenario => "scenario",
            Noun::Uncertainty => "uncertainty",
        }
    }
}

impl Kind {
    /// Returns whether it has a number each quarter of horizon and tail.
    pub(crate) fn is_series(self) -> bool {
        matches!(self, Kind::Series(..))
    }

    /// Returns whether its numbers are told apart by quarters, be it those before the start.
    pub fn is_by_quarter(self) -> bool {
        matches!(self, Kind::Series(..) | Kind::Past(_))
    }

    /// Returns what such a value is, as the end of "should be ..".
    pub fn words(self) -> String {
        match self {
            Kind::Text => "a text".to_owned(),
            Kind::Bool => "true or false".to_owned(),
            Kind::Quarter => "a quarter such as \"2027Q3\"".to_owned(),
            Kind::Number(domain) => domain.words().to_owned(),
            Kind::Series(domain, _) => format!("{} or a series", domain.words()),
            Kind::Map(Some(noun), _) => format!("a table of numbers by {}", noun.word()),
            Kind::Map(None, _) => "a table of numbers by name".to_owned(),
            Kind::References(noun) => format!("a list of {} ids", noun.word()),
            Kind::Reference(noun) => format!("the id of a {}", noun.word()),
            Kind::Discounts => "a list of { from = .., discount = .. }".to_owned(),
            Kind::Assignments => "a list of assignments".to_owned(),
            Kind::Changes => "a list of assignments without values".to_owned(),
            Kind::Additions => "a list of texts `ADDRESS += amount`".to_owned(),
            Kind::Taken => format!("a number or \"{FREE}\""),
            Kind::Numbers(_) | Kind::Past(_) => "a list of numbers".to_owned(),
            Kind::Table(_) => "a table".to_owned(),
            Kind::Entities(..) => "tables by id".to_owned(),
        }
    }
}

impl Shape {
    /// Returns the field's position.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// Returns the keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.fields.iter().map(|field| field.key)
    }

    /// Returns how to write the table with what it requires: `{ margin = .., quarters = .. }`.
    pub(crate) fn outline(&self) -> String {
        let required: Vec<String> = self
            .fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
            .map(|field| format!("{} = ..", field.key))
            .collect();
        format!("{{ {} }}", required.join(", "))
    }
}

/// The vocabulary in which `entities` is written; a field is required unless it says otherwise.
impl Field {
    const fn new(key: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self {
            key,
            kind,
            presence: Presence::Required,
            doc,
            plausible: None,
            is_addable: false,
        }
    }

    pub const fn text(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Text, doc)
    }

    pub const fn flag(key: &'static str, doc: &'static str) -> Self {
        let mut field = Self::new(key, Kind::Bool, doc);
        field.presence = Presence::False;
        field
    }

    pub const fn quarter(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Quarter, doc)
    }

    pub const fn number(key: &'static str, domain: Domain, doc: &'static str) -> Self {
        Self::new(key, Kind::Number(domain), doc)
    }

    pub const fn series(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Series(Domain::NonNegative, Tail::GoesOn), doc)
    }

    pub const fn signed(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Series(Domain::Signed, Tail::GoesOn), doc)
    }

    pub const fn rate(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Series(Domain::Rate, Tail::GoesOn), doc)
    }

    pub const fn share(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Series(Domain::Share, Tail::GoesOn), doc)
    }

    pub const fn contracted(key: &'static str, doc: &'static str) -> Self {
        let kind = Kind::Series(Domain::NonNegative, Tail::ZeroUnlessGiven);
        Self::new(key, kind, doc)
    }

    pub const fn arriving(key: &'static str, doc: &'static str) -> Self {
        let kind = Kind::Series(Domain::NonNegative, Tail::Arrives);
        Self::new(key, kind, doc)
    }

    pub const fn past(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Past(Domain::NonNegative), doc).with(Presence::Empty)
    }

    pub const fn map(
        key: &'static str,
        noun: Option<Noun>,
        element: &'static Field,
        doc: &'static str,
    ) -> Self {
        let mut field = Self::new(key, Kind::Map(noun, element), doc);
        field.presence = Presence::Empty;
        field
    }

    pub const fn references(key: &'static str, noun: Noun, doc: &'static str) -> Self {
        Self::new(key, Kind::References(noun), doc).optional()
    }

    pub const fn reference(key: &'static str, noun: Noun, doc: &'static str) -> Self {
        Self::new(key, Kind::Reference(noun), doc)
    }

    pub const fn discounts(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Discounts, doc).optional()
    }

    pub const fn assignments(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Assignments, doc)
    }

    pub const fn changes(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Changes, doc)
    }

    pub const fn additions(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Additions, doc).optional()
    }

    pub const fn taken(key: &'static str, doc: &'static str) -> Self {
        Self::new(key, Kind::Taken, doc).with(Presence::Free)
    }

    pub const fn numbers(key: &'static str, domain: Domain, doc: &'static str) -> Self {
        Self::new(key, Kind::Numbers(domain), doc).optional()
    }

    pub const fn table(key: &'static str, shape: &'static Shape, doc: &'static str) -> Self {
        Self::new(key, Kind::Table(shape), doc).optional()
    }

    pub const fn entities(
        key: &'static str,
        noun: Noun,
        shape: &'static Shape,
        doc: &'static str,
    ) -> Self {
        let mut field = Self::new(key, Kind::Entities(noun, shape), doc);
        field.presence = Presence::Empty;
        field
    }

    pub const fn optional(self) -> Self {
        self.with(Presence::Optional)
    }

    pub const fn required(self) -> Self {
        self.with(Presence::Required)
    }

    pub const fn or(self, default: f64) -> Self {
        self.with(Presence::Default(default))
    }

    pub const fn unlimited(self) -> Self {
        self.with(Presence::Unlimited)
    }

    /// Lets options add to it.
    pub const fn addable(mut self) -> Self {
        self.is_addable = true;
        self
    }

    pub const fn always(self) -> Self {
        self.with(Presence::Always)
    }

    /// Doubts numbers outside `low..=high`.
    pub const fn plausible(self, low: f64, high: f64) -> Self {
        self.plausible_in(low, high, &[])
    }

    /// Doubts amounts of money outside `low..=high` where the currency is one of these.
    pub const fn plausible_in(
        mut self,
        low: f64,
        high: f64,
        currencies: &'static [&'static str],
    ) -> Self {
        self.plausible = Some(Plausible {
            low,
            high,
            currencies,
        });
        self
    }

    pub const fn with(mut self, presence: Presence) -> Self {
        self.presence = presence;
        self
    }
}
