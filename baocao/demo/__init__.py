"""The demo province: an invented Nam Định, put in through the product's own import path (03 §3.2, `seed_demo`)."""
