//! The conditions of a rule (level, type, form, words …) and what they are held against.
//! A condition that is not written always holds; several values of one condition are alternatives.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::document::Scheme;

/// One text or a list of texts in a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(pub Vec<String>);

impl Texts {
    /// Whether nothing is asked, or the text is one of those asked for.
    #[must_use]
    pub fn admits(&self, text: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|one| one == text)
    }

    /// Whether nothing is asked, or any of the texts is one of those asked for.
    #[must_use]
    pub fn admits_any(&self, texts: &[String]) -> bool {
        self.0.is_empty() || texts.iter().any(|text| self.0.contains(text))
    }
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Texts, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Texts;
            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("a text or a list of texts")
            }
            fn visit_str<E>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts(vec![text.to_owned()]))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = list.next_element()? {
                    texts.push(text);
                }
                Ok(Texts(texts))
            }
        }
        from.deserialize_any(Visitor)
    }
}

impl JsonSchema for Texts {
    fn schema_name() -> Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text or a list of texts",
            "type": ["string", "array"],
            "items": { "type": "string" },
        })
    }
}

/// The conditions under which a cell, factor, bonus, exclusion or quota applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When {
    /// Levels of the medium.
    pub level: Texts,
    /// This level or a higher one.
    pub level_from: Option<String>,
    /// Media by name.
    pub outlet: Texts,
    /// Classes of media.
    pub class: Texts,
    /// Types of article.
    pub article_type: Texts,
    /// Forms of adoption.
    pub form: Texts,
    /// Positions; any one of those recorded suffices.
    pub position: Texts,
    /// Routes.
    pub route: Texts,
    /// Classes of the unit.
    pub unit_class: Texts,
    /// Tags of the article; any one suffices.
    pub tag: Texts,
    /// Reposts only, or originals only.
    pub repost: Option<bool>,
    /// At least so many words.
    pub min_words: Option<u32>,
    /// Fewer words than this.
    pub below_words: Option<u32>,
    /// At least so many pictures.
    pub min_pictures: Option<u32>,
}

/// What the conditions are held against: an adoption, or a submission with an empty level and outlet.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sight<'a> {
    /// Level of the medium.
    pub level: &'a str,
    /// Name of the medium.
    pub outlet: &'a str,
    /// Class of the medium.
    pub class: &'a str,
    /// Type of article as it counts here.
    pub article_type: &'a str,
    /// Form.
    pub form: &'a str,
    /// Positions.
    pub positions: &'a [String],
    /// Route.
    pub route: &'a str,
    /// Class of the unit.
    pub unit_class: &'a str,
    /// Tags.
    pub tags: &'a [String],
    /// A repost.
    pub repost: bool,
    /// 字数.
    pub n_words: u32,
    /// Pictures.
    pub n_pictures: u32,
}

impl When {
    /// Whether every condition holds.
    #[must_use]
    pub fn holds(&self, scheme: &Scheme, sight: &Sight<'_>) -> bool {
        self.level.admits(sight.level)
            && self.level_from.as_ref().is_none_or(|from| {
                scheme
                    .rank(from)
                    .zip(scheme.rank(sight.level))
                    .is_some_and(|(from, own)| own >= from)
            })
            && self.outlet.admits(sight.outlet)
            && self.class.admits(sight.class)
            && self.article_type.admits(sight.article_type)
            && self.form.admits(sight.form)
            && self.position.admits_any(sight.positions)
            && self.route.admits(sight.route)
            && self.unit_class.admits(sight.unit_class)
            && self.tag.admits_any(sight.tags)
            && self.repost.is_none_or(|asked| asked == sight.repost)
            && self.min_words.is_none_or(|min| sight.n_words >= min)
            && self.below_words.is_none_or(|below| sight.n_words < below)
            && self.min_pictures.is_none_or(|min| sight.n_pictures >= min)
    }

    /// Whether everything that `other` admits is admitted here too, so that a later `other` is never reached.
    #[must_use]
    pub fn covers(&self, scheme: &Scheme, other: &When) -> bool {
        let within = |own: &Texts, others: &Texts| {
            own.0.is_empty() || (!others.0.is_empty() && others.0.iter().all(|text| own.0.contains(text)))
        };
        let from = self.level_from.as_ref().is_none_or(|from| {
            let reaches = |level: &String| {
                scheme
                    .rank(level)
                    .zip(scheme.rank(from))
                    .is_some_and(|(level, from)| level >= from)
            };
            other.level_from.as_ref().is_some_and(reaches)
                || (!other.level.0.is_empty() && other.level.0.iter().all(reaches))
        });
        from && within(&self.level, &other.level)
            && within(&self.outlet, &other.outlet)
            && within(&self.class, &other.class)
            && within(&self.article_type, &other.article_type)
            && within(&self.form, &other.form)
            && within(&self.position, &other.position)
            && within(&self.route, &other.route)
            && within(&self.unit_class, &other.unit_class)
            && within(&self.tag, &other.tag)
            && (self.repost.is_none() || self.repost == other.repost)
            && self
                .min_words
                .is_none_or(|min| other.min_words.is_some_and(|other| other >= min))
            && self
                .below_words
                .is_none_or(|below| other.below_words.is_some_and(|other| other <= below))
            && self
                .min_pictures
                .is_none_or(|min| other.min_pictures.is_some_and(|other| other >= min))
    }
}

/// Declares rule structures that carry the conditions of [`When`] as keys of their own, beside their other keys.
///
/// serde cannot both flatten and refuse unknown keys, and a misspelt condition must be refused; so each structure
/// is read through a twin that lists every key.
macro_rules! with_conditions {
    ($($(#[$doc:meta])* $name:ident as $twin:literal { $($(#[doc = $field_doc:literal])* $(#[serde($($attribute:tt)*)])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
            #[serde(from = $twin)]
            pub struct $name {
                /// When the rule applies.
                pub when: $crate::scheme::matcher::When,
                $($(#[doc = $field_doc])* pub $field: $kind,)*
            }

            impl schemars::JsonSchema for $name {
                fn schema_name() -> std::borrow::Cow<'static, str> {
                    twin::$name::schema_name()
                }

                fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    twin::$name::json_schema(generator)
                }
            }

            impl From<twin::$name> for $name {
                fn from(twin: twin::$name) -> $name {
                    $name {
                        when: $crate::scheme::matcher::When {
                            level: twin.level,
                            level_from: twin.level_from,
                            outlet: twin.outlet,
                            class: twin.class,
                            article_type: twin.r#type,
                            form: twin.form,
                            position: twin.position,
                            route: twin.route,
                            unit_class: twin.unit_class,
                            tag: twin.tag,
                            repost: twin.repost,
                            min_words: twin.min_words,
                            below_words: twin.below_words,
                            min_pictures: twin.min_pictures,
                        },
                        $($field: twin.$field,)*
                    }
                }
            }
        )*

        /// The structures as they stand in a document: conditions and other keys side by side.
        mod twin {
            use super::*;
            $(
                $(#[$doc])*
                #[derive(serde::Deserialize, schemars::JsonSchema)]
                #[serde(deny_unknown_fields)]
                pub(super) struct $name {
                    #[doc = "Levels of the medium."]
                    #[serde(default)] pub level: $crate::scheme::matcher::Texts,
                    #[doc = "This level or a higher one."]
                    #[serde(default)] pub level_from: Option<String>,
                    #[doc = "Media by name."]
                    #[serde(default)] pub outlet: $crate::scheme::matcher::Texts,
                    #[doc = "Classes of media."]
                    #[serde(default)] pub class: $crate::scheme::matcher::Texts,
                    #[doc = "Types of article."]
                    #[serde(default)] pub r#type: $crate::scheme::matcher::Texts,
                    #[doc = "Forms of adoption."]
                    #[serde(default)] pub form: $crate::scheme::matcher::Texts,
                    #[doc = "Positions; any one of those recorded suffices."]
                    #[serde(default)] pub position: $crate::scheme::matcher::Texts,
                    #[doc = "Routes."]
                    #[serde(default)] pub route: $crate::scheme::matcher::Texts,
                    #[doc = "Classes of the unit."]
                    #[serde(default)] pub unit_class: $crate::scheme::matcher::Texts,
                    #[doc = "Tags of the article; any one suffices."]
                    #[serde(default)] pub tag: $crate::scheme::matcher::Texts,
                    #[doc = "Reposts only, or originals only."]
                    #[serde(default)] pub repost: Option<bool>,
                    #[doc = "At least so many words."]
                    #[serde(default)] pub min_words: Option<u32>,
                    #[doc = "Fewer words than this."]
                    #[serde(default)] pub below_words: Option<u32>,
                    #[doc = "At least so many pictures."]
                    #[serde(default)] pub min_pictures: Option<u32>,
                    $($(#[doc = $field_doc])* $(#[serde($($attribute)*)])* pub $field: $kind,)*
                }
            )*
        }
    };
}
pub(super) use with_conditions;
