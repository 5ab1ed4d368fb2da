//! AWS's limits, measured on every case; the largest of them has five models in six Regions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file;
use super::render::{Rendered, render};

/// Inline in an API call; a longer template goes by way of S3.
const TEMPLATE: usize = 51_200;
/// CloudFormation's limit for one value.
const PARAMETER: usize = 4_096;
/// All inline policies of a role together, without white space.
const INLINE: usize = 10_240;
const MANAGED: usize = 6_144;
/// The default; IAM raises it on request only.
const TRUST: usize = 2_048;
const KEY_POLICY: usize = 32_768;

#[test]
fn templates_fit_in_a_call() {
    for (name, text) in file::texts() {
        println!("{name}.yaml: {} of {TEMPLATE} bytes", text.len());
        assert!(text.len() <= TEMPLATE, "{name}");
        assert_eq!(file::template(&name).refused_in_service_managed(), None);
    }
}

#[test]
fn policies_fit_in_iam() {
    let mut largest: BTreeMap<&str, Document> = BTreeMap::new();
    for (name, case) in file::cases() {
        let values = case.values();
        for (parameter, value) in &values {
            assert!(value.len() <= PARAMETER, "{name}: {parameter}");
        }
        let rendered = render(&file::template(&case.template), &case.place, &values);
        for document in documents(&name, &rendered) {
            let Document { of, size, limit } = &document;
            assert!(size <= limit, "{of} has {size} of {limit}");
            let known = largest.entry(document_kind(of)).or_default();
            if *size > known.size {
                *known = document;
            }
        }
    }
    for Document { of, size, limit } in largest.values() {
        println!("{of}: {size} of {limit} characters");
    }
}

#[derive(Default)]
struct Document {
    /// The kind of document, the case and the resource.
    of: String,
    size: usize,
    limit: usize,
}

fn document_kind(of: &str) -> &'static str {
    let kinds = ["inline", "managed", "trust", "key"];
    let found = kinds.iter().find(|kind| of.starts_with(**kind));
    found.unwrap()
}

fn documents(case: &str, rendered: &Rendered) -> Vec<Document> {
    let mut documents = Vec::new();
    for (planned, properties) in &rendered.resources {
        let mut add = |kind: &str, size: usize, limit: usize| {
            let of = format!("{kind} policy of {case}, {}", planned.logical_id);
            documents.push(Document { of, size, limit });
        };
        let size = |document: &Value| document.to_string().len();
        match planned.kind.as_str() {
            "AWS::IAM::Role" => {
                add(
                    "trust",
                    size(&properties["AssumeRolePolicyDocument"]),
                    TRUST,
                );
                let inline = properties["Policies"].as_array().into_iter().flatten();
                let all = inline.map(|policy| size(&policy["PolicyDocument"])).sum();
                add("inline", all, INLINE);
            }
            "AWS::IAM::ManagedPolicy" => {
                add("managed", size(&properties["PolicyDocument"]), MANAGED);
            }
            "AWS::KMS::Key" => add("key", size(&properties["KeyPolicy"]), KEY_POLICY),
            _ => {}
        }
    }
    documents
}
