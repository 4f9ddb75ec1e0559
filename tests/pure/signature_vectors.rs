//! The vendor's signer and this one agree byte for byte, on 24 requests made with the official SDK.

use geminidb_backup::core::base::signature::{
    Authorization, Signable, UNSIGNED_PAYLOAD, payload_hash, string_to_sign,
};
use serde_json::Value;

const VECTORS: &str = include_str!("../data/sdk-signing-vectors.json");

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("the vector has no text under {key}"))
}

/// The headers that the request carries and the SDK signs: all whose name has no underscore.
fn headers(vector: &Value) -> Vec<(String, String)> {
    let sent = vector["expected"]["headers"].as_object().expect("headers");
    sent.iter()
        .filter(|(name, _)| !name.contains('_') && *name != "Authorization")
        .map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned()))
        .collect()
}

#[test]
fn all_24_vectors_hold() {
    let file: Value = serde_json::from_str(VECTORS).expect("JSON");
    let vectors = file["vectors"].as_array().expect("a list");
    assert_eq!(vectors.len(), 24);
    for vector in vectors {
        prove(vector);
    }
}

fn prove(vector: &Value) {
    let (name, input, expected) = (text(vector, "name"), &vector["input"], &vector["expected"]);
    let headers = headers(vector);
    let headers: Vec<(&str, &str)> =
        headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let unsigned =
        headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-sdk-content-sha256"));
    let hash = if unsigned {
        UNSIGNED_PAYLOAD.to_owned()
    } else {
        payload_hash(text(input, "body").as_bytes())
    };
    let target =
        text(input, "url").split_once(text(input, "host")).expect("the URL names the host").1;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let signable = Signable {
        method: text(input, "method"),
        path,
        query,
        headers: &headers,
        payload_hash: &hash,
    };

    let canonical = signable.canonical_request();
    assert_eq!(canonical, text(expected, "canonical_request"), "{name}: canonical request");
    let stamp = text(input, "x_sdk_date");
    assert_eq!(
        string_to_sign(stamp, &canonical),
        text(expected, "string_to_sign"),
        "{name}: string to sign"
    );
    let signature = signable.signature(stamp, text(input, "sk"));
    assert_eq!(signature, text(expected, "signature"), "{name}: signature");
    let signed_headers = signable.signed_headers();
    let header = Authorization {
        access: text(input, "ak"),
        signed_headers: &signed_headers,
        signature: &signature,
    };
    assert_eq!(
        header.to_string(),
        text(&expected["headers"], "Authorization"),
        "{name}: Authorization"
    );
}
