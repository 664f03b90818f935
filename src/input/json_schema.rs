//! The JSON Schema of the model file, from the same description it is read by.

use serde_json::{Map, Value, json};

use super::die_yield;
use super::entities;
use super::schema::{Domain, FREE, Field, Kind, Presence, Shape};
use crate::model::GREATEST;

const ID: &str = "^[a-z0-9][a-z0-9-]*$";
const LINE_NAME: &str = "^[A-Za-z0-9_-]+$";

/// Returns the JSON Schema (draft 2020-12) of the model file.
#[must_use]
pub fn json_schema() -> Value {
    let mut schema = table(&entities::ROOT);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("waferline model");
    schema["$defs"] = json!({
        "quarter": { "type": "string", "pattern": "^[1-9][0-9]{3}Q[1-4]$" },
        "series": series(Domain::NonNegative),
        "share": series(Domain::Share),
        "signed": series(Domain::Signed),
    });
    // What has defaults throughout may be left out; these two have not.
    schema["required"] = json!(["model", "horizon"]);
    schema
}

fn table(shape: &Shape) -> Value {
    let mut properties = Map::new();
    for field in shape.fields {
        properties.insert(field.key.to_owned(), property(field));
    }
    let required: Vec<&str> = shape
        .fields
        .iter()
        .filter(|field| field.presence == Presence::Required)
        .map(|field| field.key)
        .collect();
    let mut schema = json!({
        "type": "object",
        "description": shape.doc,
        "properties": properties,
        "additionalProperties": false,
    });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn property(field: &Field) -> Value {
    let mut schema = kind(field.kind);
    if !field.doc.is_empty() {
        schema["description"] = json!(field.doc);
    }
    match field.presence {
        Presence::Default(value) => schema["default"] = json!(value),
        Presence::False => schema["default"] = json!(false),
        Presence::True => schema["default"] = json!(true),
        Presence::Free => schema["default"] = json!(FREE),
        _ => {}
    }
    if field.key == "model" && matches!(field.kind, Kind::Text) {
        schema["enum"] = json!(die_yield::MODELS);
    }
    schema
}

fn kind(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Quarter => json!({ "$ref": "#/$defs/quarter" }),
        Kind::Number(domain) => number(domain),
        Kind::Series(Domain::Share, _) => json!({ "$ref": "#/$defs/share" }),
        Kind::Series(Domain::Signed, _) => json!({ "$ref": "#/$defs/signed" }),
        Kind::Series(..) => json!({ "$ref": "#/$defs/series" }),
        Kind::Map(noun, element) => json!({
            "type": "object",
            "propertyNames": { "pattern": if noun.is_some() { ID } else { LINE_NAME } },
            "additionalProperties": property(element),
        }),
        Kind::References(_) => json!({
            "type": "array",
            "items": { "type": "string", "pattern": ID },
            "uniqueItems": true,
        }),
        Kind::Reference(_) => json!({ "type": "string", "pattern": ID }),
        Kind::Discounts => json!({
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "from": number(Domain::NonNegative),
                    "discount": number(Domain::Share),
                },
                "required": ["from", "discount"],
                "additionalProperties": false,
            },
        }),
        Kind::Assignments => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::Changes => json!({
            "type": "array",
            "items": { "type": "string", "pattern": "=\\s*$" },
            "minItems": 1,
        }),
        Kind::Additions => json!({
            "type": "array",
            "items": { "type": "string", "pattern": "\\+=" },
        }),
        Kind::Taken => json!({ "anyOf": [number(Domain::NonNegative), { "const": FREE }] }),
        Kind::Numbers(domain) => json!({
            "type": "array",
            "items": number(domain),
            "minItems": 1,
        }),
        Kind::Past(domain) => json!({ "type": "array", "items": number(domain) }),
        Kind::Table(shape) => table(shape),
        Kind::Entities(_, shape) => json!({
            "type": "object",
            "propertyNames": { "pattern": ID },
            "additionalProperties": table(shape),
        }),
    }
}

fn number(domain: Domain) -> Value {
    match domain {
        Domain::Any => json!({ "type": "number" }),
        Domain::Signed => json!({ "type": "number", "minimum": -GREATEST, "maximum": GREATEST }),
        Domain::NonNegative | Domain::Rate => {
            json!({ "type": "number", "minimum": 0, "maximum": GREATEST })
        }
        Domain::Positive => {
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": GREATEST })
        }
        Domain::Share => json!({ "type": "number", "minimum": 0, "maximum": 1 }),
        Domain::Probability => json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 }),
        Domain::Count => json!({ "type": "integer", "minimum": 0 }),
        Domain::CountFromOne => json!({ "type": "integer", "minimum": 1 }),
    }
}

/// Returns the forms of a series.
fn series(domain: Domain) -> Value {
    let number = number(domain);
    let form = |description: &str, properties: Value| {
        let required: Vec<String> = properties
            .as_object()
            .into_iter()
            .flat_map(Map::keys)
            .cloned()
            .collect();
        json!({
            "description": description,
            "type": "object",
            "properties": properties,
            "required": required,
            "additionalProperties": false,
        })
    };
    let dated = json!({
        "type": "object",
        "propertyNames": { "$ref": "#/$defs/quarter" },
        "additionalProperties": number,
    });
    let step = match domain {
        Domain::Signed => {
            "A fixed step per quarter, from the horizon's start; stops at 0 on its way there."
        }
        _ => "A fixed step per quarter, from the horizon's start; stops at 0 if it falls.",
    };
    let mut constant = number.clone();
    constant["description"] = json!("The same in every quarter.");
    json!({
        "anyOf": [
            constant,
            {
                "description": "One value a quarter: of the horizon, or of horizon and tail.",
                "type": "array",
                "items": number,
                "minItems": 1,
            },
            form("Steps: each holds from its quarter on; 0 before the first.", json!({ "from": dated })),
            form("Points: that quarter only, 0 in all others.", json!({ "at": dated })),
            form("Compound growth per quarter, from the horizon's start.", json!({ "start": number, "growth": { "type": "number" } })),
            form(step, json!({ "start": number, "step": { "type": "number" } })),
            form("A column of a CSV in the model file's folder; rows are steps, dated by the column `quarter`.", json!({ "csv": { "type": "string" }, "column": { "type": "string" } })),
            form("A column of a sheet of a workbook in the model file's folder: rows are steps, dated by the cells below `quarter`.", json!({ "xlsx": { "type": "string" }, "sheet": { "type": "string" }, "column": { "type": "string" } })),
            form("A row of such a sheet: columns are steps, dated by the cells to the right of `quarter`.", json!({ "xlsx": { "type": "string" }, "sheet": { "type": "string" }, "row": { "type": "string" } })),
        ],
    })
}
