//! The fields of a query or a form.

use std::collections::BTreeMap;

use http::Request;

use crate::protocol::query::unescaped;

#[derive(Debug, Default)]
pub(crate) struct Params(BTreeMap<String, String>);

/// RFC 6749, 3.1: no parameter may be there more than once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repeated(pub(crate) String);

impl Params {
    pub(crate) fn read(text: &str) -> Result<Self, Repeated> {
        let decoded = |text: &str| unescaped(&text.replace('+', " "));
        let mut fields = BTreeMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name);
            if fields.insert(name.clone(), decoded(value)).is_some() {
                return Err(Repeated(name));
            }
        }
        Ok(Self(fields))
    }

    pub(crate) fn of_query(request: &Request<bytes::Bytes>) -> Result<Self, Repeated> {
        Self::read(request.uri().query().unwrap_or_default())
    }

    pub(crate) fn of_body(request: &Request<bytes::Bytes>) -> Result<Self, Repeated> {
        Self::read(&String::from_utf8_lossy(request.body()))
    }

    /// A parameter without a value counts as left out.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name).map(String::as_str);
        value.filter(|value| !value.is_empty())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (&**name, &**value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_there_once() {
        let params = Params::read("a=1%2B2&b=x+y&empty=&alone").unwrap();
        assert_eq!(params.get("a"), Some("1+2"));
        assert_eq!(params.get("b"), Some("x y"));
        assert_eq!((params.get("empty"), params.get("alone")), (None, None));
        let twice = Params::read("a=1&a=1").unwrap_err();
        assert_eq!(twice, Repeated("a".into()));
    }
}
