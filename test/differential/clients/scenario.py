"""What users do with MLflow's Python client, from version 2.9 on, and what they see."""

import fluent
import low_level
import models
import races
import registry
from observe import report

for part in (fluent, low_level, models, registry, races):
    part.play()
report()
