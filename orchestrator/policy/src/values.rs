//! The values of a statement, with the liberties that JSON policies take: one or many, `"*"` or a map, numbers for texts. A key that
//! is written twice is refused, because half of the policy would be silently lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// One text or a list of them; neither order nor repetition has a meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Texts(pub(crate) BTreeSet<String>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    Anyone,
    /// By kind: `AWS`, `Service`, `Federated`, `CanonicalUser`.
    These(BTreeMap<String, Texts>),
}

/// Operator, then context key, then values.
pub(crate) type Condition = BTreeMap<String, BTreeMap<String, Texts>>;

const KINDS: &[&str] = &["AWS", "Service", "Federated", "CanonicalUser"];

/// An object, or a list of them.
pub(crate) fn one_or_many<'de, D, T>(from: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    struct Objects<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Objects<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a statement or a list of statements")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
            Ok(vec![T::deserialize(MapAccessDeserializer::new(map))?])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while let Some(one) = list.next_element()? {
                all.push(one);
            }
            Ok(all)
        }
    }

    from.deserialize_any(Objects(PhantomData))
}

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Strings;

        impl<'de> Visitor<'de> for Strings {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a list of strings")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Texts, E> {
                Ok(Texts([text.to_owned()].into()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Texts, A::Error> {
                let mut texts = Texts::default();
                while let Some(text) = list.next_element::<String>()? {
                    texts.0.insert(text);
                }
                Ok(texts)
            }
        }

        from.deserialize_any(Strings)
    }
}

impl<'de> Deserialize<'de> for Principal {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct AnyoneOrThese;

        impl<'de> Visitor<'de> for AnyoneOrThese {
            type Value = Principal;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("\"*\" or principals by kind")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Principal, E> {
                match text {
                    "*" => Ok(Principal::Anyone),
                    other => Err(E::custom(format!("the principal {other:?} has no kind"))),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Principal, A::Error> {
                let by_kind: BTreeMap<String, Texts> = unique(map)?;
                match by_kind.keys().find(|kind| !KINDS.contains(&kind.as_str())) {
                    Some(kind) => Err(A::Error::unknown_field(kind, KINDS)),
                    None => Ok(Principal::These(by_kind)),
                }
            }
        }

        from.deserialize_any(AnyoneOrThese)
    }
}

/// A condition block; its values may be booleans and numbers too.
pub(crate) fn condition<'de, D: Deserializer<'de>>(from: D) -> Result<Condition, D::Error> {
    let Unique(operators) = Unique::<Unique<Values>>::deserialize(from)?;
    let texts = |Unique(keys): Unique<Values>| {
        keys.into_iter()
            .map(|(key, values)| (key, values.0))
            .collect()
    };
    Ok(operators
        .into_iter()
        .map(|(operator, keys)| (operator, texts(keys)))
        .collect())
}

struct Unique<T>(BTreeMap<String, T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Unique<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Keys<T> {
            type Value = Unique<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Unique<T>, A::Error> {
                unique(map).map(Unique)
            }
        }

        from.deserialize_map(Keys(PhantomData))
    }
}

fn unique<'de, A, T>(mut map: A) -> Result<BTreeMap<String, T>, A::Error>
where
    A: MapAccess<'de>,
    T: Deserialize<'de>,
{
    let mut all = BTreeMap::new();
    while let Some((key, value)) = map.next_entry::<String, T>()? {
        if all.contains_key(&key) {
            return Err(A::Error::custom(format!(
                "the key {key:?} is written twice"
            )));
        }
        all.insert(key, value);
    }
    Ok(all)
}

struct Values(Texts);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Scalars;

        impl<'de> Visitor<'de> for Scalars {
            type Value = Values;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, a boolean, a number or a list of them")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Values, E> {
                Ok(Values(Texts([text.to_owned()].into())))
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<Values, E> {
                self.visit_str(if truth { "true" } else { "false" })
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Values, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Values, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<Values, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Values, A::Error> {
                let mut texts = Texts::default();
                while let Some(Values(some)) = list.next_element()? {
                    texts.0.extend(some.0);
                }
                Ok(Values(texts))
            }
        }

        from.deserialize_any(Scalars)
    }
}
