-- The parameters in question of each round: two where they are crossed, and each feature that an ablation puts back.
CREATE VIEW questions AS
    SELECT round, 1 AS place, body ->> '$.frozen.definition.scientific' AS parameter FROM events
    WHERE kind = 'round_started' AND body ->> '$.frozen.definition.scientific' IS NOT NULL
    UNION ALL
    SELECT round, 2, body ->> '$.frozen.definition.design.with' FROM events
    WHERE kind = 'round_started' AND body ->> '$.frozen.definition.design.with' IS NOT NULL
    UNION ALL
    SELECT events.round, feature.key + 1, feature.value
    FROM events, json_each(events.body, '$.frozen.definition.design.features') AS feature
    WHERE events.kind = 'round_started';
