//! Tests of `etude init` with values: help texts in, project files out.
