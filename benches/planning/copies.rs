//! A larger model from a smaller one: more chips, racks, sites, services and buyers on the same suppliers.

use serde_json::{Map, Value};

/// What every copy has for itself; foundries, components, processes and policy are shared.
const COPIED: [&str; 6] = ["die", "chip", "rack", "site", "service", "buyer"];

/// What the copies share: kind and field, in the kind and its expansions. It grows with the copies.
const SHARED: [(&str, &str); 4] = [
    ("foundry", "capacity"),
    ("foundry", "commitment"),
    ("component", "supply"),
    ("process", "capacity"),
];

/// Fields that differ from copy to copy, so that the copies compete for what they share.
const VARIED: [&str; 3] = ["price", "cost", "operating_cost"];

/// Returns a model file in JSON with this many copies of what the TOML text holds.
pub fn of(toml: &str, copies: u32) -> String {
    let mut model: Map<String, Value> = toml::from_str(toml).expect("TOML");
    model.remove("scenario");
    let ids: Vec<String> = COPIED
        .iter()
        .filter_map(|&kind| model.get(kind)?.as_object())
        .flat_map(|entities| entities.keys().cloned())
        .collect();
    for kind in COPIED {
        let Some(Value::Object(originals)) = model.get_mut(kind) else {
            continue;
        };
        let copy_of = |copy: u32, (id, entity): (&String, &Value)| {
            let mut entity = renamed(entity, &ids, copy);
            vary(&mut entity, 1.0 + 0.013 * f64::from(copy));
            (format!("{id}-{copy}"), entity)
        };
        let all = |copy| originals.iter().map(move |it| copy_of(copy, it));
        *originals = (0..copies).flat_map(all).collect();
    }
    for (kind, field) in SHARED {
        let entities = model.get_mut(kind).and_then(Value::as_object_mut);
        for entity in entities.into_iter().flat_map(Map::values_mut) {
            grow(entity, field, f64::from(copies));
        }
    }
    Value::Object(model).to_string()
}

/// Returns the value with every id in it, key or text, as that of this copy.
fn renamed(value: &Value, ids: &[String], copy: u32) -> Value {
    let rename = |text: &String| {
        if ids.contains(text) {
            format!("{text}-{copy}")
        } else {
            text.clone()
        }
    };
    match value {
        Value::String(text) => rename(text).into(),
        Value::Array(list) => list.iter().map(|it| renamed(it, ids, copy)).collect(),
        Value::Object(table) => table
            .iter()
            .map(|(key, it)| (rename(key), renamed(it, ids, copy)))
            .collect(),
        other => other.clone(),
    }
}

fn vary(value: &mut Value, factor: f64) {
    for (key, value) in value.as_object_mut().into_iter().flatten() {
        if VARIED.contains(&key.as_str()) {
            scale(value, factor);
        } else {
            vary(value, factor);
        }
    }
}

fn grow(entity: &mut Value, field: &str, factor: f64) {
    if let Some(series) = entity.get_mut(field) {
        scale(series, factor);
    }
    let expansions = entity.get_mut("expansion").and_then(Value::as_object_mut);
    for expansion in expansions.into_iter().flat_map(Map::values_mut) {
        grow(expansion, field, factor);
    }
}

/// Multiplies a series in any of its forms.
fn scale(series: &mut Value, factor: f64) {
    match series {
        Value::Number(number) => *series = (number.as_f64().unwrap_or(0.0) * factor).into(),
        Value::Array(values) => values.iter_mut().for_each(|value| scale(value, factor)),
        Value::Object(form) => form
            .iter_mut()
            .filter(|(key, _)| *key != "growth")
            .for_each(|(_, value)| scale(value, factor)),
        _ => {}
    }
}
