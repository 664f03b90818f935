//! What fuzzing found (`.ci/fuzz`), each by its smallest input.

use waferline::input::{Axis, AxisValue, Input};
use waferline::model::{Distribution, Uncertainty};
use waferline::sweep::{Request, Sample, Study, Unreadable, keep_study, recall_study};

/// Returns a small study that varies the scenario.
fn study() -> Study {
    let input = Input::from_toml("base.toml", include_str!("../fixtures/base.toml"));
    let request = Request {
        vary: vec!["scenario = [base]".to_owned()],
        ..Request::default()
    };
    Study::new(&input, &request).expect("a study")
}

#[test]
fn a_study_whose_parts_do_not_fit_is_damaged_whatever_its_digest() {
    let whole = study();
    let kept = keep_study(&whole).expect("a text");
    assert_eq!(recall_study(&kept), Ok(whole.clone()));

    // Listing the cases of these, or showing their results, panicked or never ended.
    let mut without_models = whole.clone();
    without_models.scenario_models.clear();
    let mut varied_twice = whole.clone();
    varied_twice.axes.push(Axis {
        vary: "scenario".to_owned(),
        values: vec![AxisValue::Written("base".to_owned()); 2],
    });
    let mut of_nothing = whole.clone();
    of_nothing.axes.push(Axis {
        vary: "component.hbm.price *=".to_owned(),
        values: Vec::new(),
    });
    of_nothing.sample = Some(Sample {
        number: usize::MAX,
        seed: 0,
    });
    let mut endless = whole.clone();
    endless.sample = of_nothing.sample;
    let mut never_drawn = whole;
    never_drawn.uncertainties.push(Uncertainty {
        id: "u".to_owned(),
        name: None,
        description: None,
        vary: vec!["component.hbm.price *=".to_owned()],
        distribution: Distribution::Uniform {
            low: 0.5,
            high: 2.0,
        },
        known_from: None,
    });
    for broken in [
        without_models,
        varied_twice,
        of_nothing,
        endless,
        never_drawn,
    ] {
        let kept = keep_study(&broken).expect("a text");
        assert_eq!(recall_study(&kept), Err(Unreadable::Damaged), "{broken:?}");
    }
}
