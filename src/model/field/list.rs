//! Every field of a model, each once, in the order of the model.

use super::{Field, FieldMut, PartMut, PolicyField};
use crate::model::{
    BuyerId, ChipId, ComponentId, DieId, FoundryId, Horizon, Item, Model, OptionId, Past, Policy,
    ProcessId, RackId, Series, ServiceId, SiteId,
};

/// Fields, growing.
pub(super) struct Fields<'a, 'w> {
    found: Vec<(Field, FieldMut<'a>)>,
    whole: &'w dyn Fn(Field) -> bool,
}

/// Returns every field; names, titles and the quarters of the horizon are none.
///
/// A part that may be missing or has entries by key (`hot_lot`, `fleet`) is one field where `whole` says so,
/// else its keys and then a field for each of its numbers.
pub(crate) fn fields<'a>(
    model: &'a mut Model,
    whole: &dyn Fn(Field) -> bool,
) -> Vec<(Field, FieldMut<'a>)> {
    let ids = Ids::of(model);
    let mut all = Fields {
        found: Vec::new(),
        whole,
    };
    let Model {
        name: _,
        currency: _,
        horizon,
        foundries,
        dies,
        components,
        processes,
        chips,
        racks,
        sites,
        services,
        buyers,
        options,
        policy,
        held: _,
    } = model;
    all.horizon(horizon);
    for (i, foundry) in foundries.iter_mut().enumerate() {
        all.foundry(FoundryId(i), foundry);
    }
    for (i, die) in dies.iter_mut().enumerate() {
        all.die(DieId(i), die);
    }
    for (i, component) in components.iter_mut().enumerate() {
        all.component(ComponentId(i), component);
    }
    for (i, process) in processes.iter_mut().enumerate() {
        all.process(ProcessId(i), process);
    }
    for (i, chip) in chips.iter_mut().enumerate() {
        all.chip(ChipId(i), chip);
    }
    for (i, rack) in racks.iter_mut().enumerate() {
        all.rack(RackId(i), rack);
    }
    for (i, site) in sites.iter_mut().enumerate() {
        all.site(SiteId(i), site, &ids.racks);
    }
    for (i, service) in services.iter_mut().enumerate() {
        all.service(ServiceId(i), service);
    }
    for (i, buyer) in buyers.iter_mut().enumerate() {
        all.buyer(BuyerId(i), buyer, &|item| ids.item(item));
    }
    for (i, option) in options.iter_mut().enumerate() {
        all.option(OptionId(i), option);
    }
    all.policy(policy);
    all.found
}

/// Ids by position, for the keys of parts.
struct Ids {
    dies: Vec<String>,
    components: Vec<String>,
    chips: Vec<String>,
    racks: Vec<String>,
}

impl Ids {
    fn of(model: &Model) -> Self {
        Self {
            dies: model.dies.iter().map(|it| it.id.clone()).collect(),
            components: model.components.iter().map(|it| it.id.clone()).collect(),
            chips: model.chips.iter().map(|it| it.id.clone()).collect(),
            racks: model.racks.iter().map(|it| it.id.clone()).collect(),
        }
    }

    fn item(&self, item: Item) -> String {
        match item {
            Item::Die(id) => self.dies[id.0].clone(),
            Item::Component(id) => self.components[id.0].clone(),
            Item::Chip(id) => self.chips[id.0].clone(),
            Item::Rack(id) => self.racks[id.0].clone(),
        }
    }
}

impl<'a> Fields<'a, '_> {
    pub(super) fn add(&mut self, field: Field, found: FieldMut<'a>) {
        self.found.push((field, found));
    }

    pub(super) fn series(&mut self, field: Field, series: &'a mut Series) {
        self.add(field, FieldMut::Series(series));
    }

    pub(super) fn number(&mut self, field: Field, number: &'a mut f64) {
        self.add(field, FieldMut::Number(number));
    }

    pub(super) fn past(&mut self, field: Field, past: &'a mut Past) {
        self.add(field, FieldMut::Past(past));
    }

    pub(super) fn count(&mut self, field: Field, count: &'a mut usize) {
        self.add(field, FieldMut::Count(count));
    }

    pub(super) fn part(&mut self, field: Field, part: PartMut<'a>) {
        self.add(field, FieldMut::Part(part));
    }

    /// Whether a part is one field.
    pub(super) fn is_whole(&self, field: Field) -> bool {
        (self.whole)(field)
    }

    /// Says that a part that may be missing is there or not.
    pub(super) fn presence(&mut self, field: Field, is_there: bool) {
        let keys = if is_there {
            vec![String::new()]
        } else {
            Vec::new()
        };
        self.add(field, FieldMut::Keys(keys));
    }

    /// Adds a field that may be missing.
    pub(super) fn optional(&mut self, field: Field, found: Option<FieldMut<'a>>) {
        match found {
            Some(found) => self.add(field, found),
            None => self.presence(field, false),
        }
    }

    pub(super) fn quantities<K: Copy>(
        &mut self,
        map: &'a mut [(K, f64)],
        field: impl Fn(K) -> Field,
    ) {
        for (key, quantity) in map {
            self.number(field(*key), quantity);
        }
    }

    fn horizon(&mut self, horizon: &'a mut Horizon) {
        let Horizon {
            start: _,
            quarters: _,
            tail_quarters: _,
            discount_rate,
        } = horizon;
        self.number(Field::DiscountRate, discount_rate);
    }

    fn policy(&mut self, policy: &'a mut Policy) {
        let Policy {
            external_share_max,
            budget,
            service_first,
        } = policy;
        let at = Field::Policy;
        self.series(at(PolicyField::ExternalShareMax), external_share_max);
        self.series(at(PolicyField::Budget), budget);
        self.add(at(PolicyField::ServiceFirst), FieldMut::Flag(service_first));
    }
}

/// Returns one field with its parts by their entries; `None` where the model lacks it.
pub(super) fn field(model: &mut Model, wanted: Field) -> Option<FieldMut<'_>> {
    let ids = Ids::of(model);
    let mut all = Fields {
        found: Vec::new(),
        whole: &|_| false,
    };
    match wanted {
        Field::DiscountRate => all.horizon(&mut model.horizon),
        Field::Policy(_) => all.policy(&mut model.policy),
        Field::Foundry(id, _) => all.foundry(id, model.foundries.get_mut(id.0)?),
        Field::Die(id, _) | Field::Stock(Item::Die(id), _) => {
            all.die(id, model.dies.get_mut(id.0)?);
        }
        Field::Component(id, _) | Field::Stock(Item::Component(id), _) => {
            all.component(id, model.components.get_mut(id.0)?);
        }
        Field::Process(id, _) => all.process(id, model.processes.get_mut(id.0)?),
        Field::Chip(id, _) | Field::Stock(Item::Chip(id), _) => {
            all.chip(id, model.chips.get_mut(id.0)?);
        }
        Field::Rack(id, _) | Field::Stock(Item::Rack(id), _) => {
            all.rack(id, model.racks.get_mut(id.0)?);
        }
        Field::Site(id, _) => all.site(id, model.sites.get_mut(id.0)?, &ids.racks),
        Field::Service(id, _) => all.service(id, model.services.get_mut(id.0)?),
        Field::Buyer(id, _) => {
            let item_id = |item| ids.item(item);
            all.buyer(id, model.buyers.get_mut(id.0)?, &item_id);
        }
        Field::Option(id, _) => all.option(id, model.options.get_mut(id.0)?),
    }
    let mut found = all.found.into_iter();
    found.find(|&(at, _)| at == wanted).map(|(_, found)| found)
}
