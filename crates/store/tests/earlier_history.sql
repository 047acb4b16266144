-- The history of a project of format version 3, whose verdict was written before intervals of one more training,
-- questions over a range, interactions and ablations were known.
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE events (
    seq          INTEGER PRIMARY KEY,   -- its place in the order of all events and measurements together
    at_ms        INTEGER NOT NULL,
    kind         TEXT NOT NULL,         -- project_opened, launched, round_started, trial_requested, ...
    trial        INTEGER,               -- the trial it is about, if any
    round        INTEGER,               -- the round it is about, if any
    body         TEXT NOT NULL          -- JSON: the whole event
) STRICT;
INSERT INTO "events" VALUES(1,1795547007104,'project_opened',NULL,NULL,'{"event":"project_opened","name":"earlier","metric":"val_error","direction":"minimize","seed":3}');
INSERT INTO "events" VALUES(2,1795547007104,'launched',NULL,NULL,'{"event":"launched","values":{"layers":1,"learning_rate":0.05,"standardize":false},"evidence":{"evidence":"project_file"}}');
INSERT INTO "events" VALUES(3,1795547007104,'dimensions_numbered',NULL,NULL,'{"event":"dimensions_numbered","names":["learning_rate"]}');
INSERT INTO "events" VALUES(4,1795547007104,'round_started',NULL,1,'{"event":"round_started","round":1,"frozen":{"definition":{"name":"standardize","goal":"Does it help to standardize the pixels?","phase":"explore","scientific":"standardize","nuisance":["learning_rate"],"trials":4,"sampler":"quasi-random"},"parameters":[{"name":"learning_rate","domain":{"type":"float","low":0.01,"high":1.0,"scale":"log"},"baseline":0.05},{"name":"layers","domain":{"type":"choice","choices":[1,2]},"baseline":1},{"name":"standardize","domain":{"type":"boolean"},"baseline":false}],"metric":"val_error","direction":"minimize","min_improvement":0.01,"length":{"max_epochs":1,"keep_checkpoints":"none"},"batch_size":{"flag":"--batch_size","value":512},"project_seed":3,"incumbent":{"layers":1,"learning_rate":0.05,"standardize":false},"studies":[{"id":{"round":1,"study":1},"fixed":{"layers":1,"learning_rate":0.05,"standardize":false},"space":{"dimensions":[{"name":"learning_rate","number":0,"domain":{"type":"float","low":0.01,"high":1.0,"scale":"log"}}]},"holds_incumbent":true,"trials":3},{"id":{"round":1,"study":2},"fixed":{"layers":1,"learning_rate":0.05,"standardize":true},"space":{"dimensions":[{"name":"learning_rate","number":0,"domain":{"type":"float","low":0.01,"high":1.0,"scale":"log"}}]},"holds_incumbent":false,"trials":4}],"sampler":{"name":"quasi-random","version":1}}}');
INSERT INTO "events" VALUES(5,1795547007104,'trial_requested',1,1,'{"event":"trial_requested","trial":1,"request":{"purpose":"incumbent","study":{"round":1,"study":1},"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":247331584,"data_seed":247331584}}}');
INSERT INTO "events" VALUES(6,1795547007104,'trial_requested',2,1,'{"event":"trial_requested","trial":2,"request":{"purpose":"search","study":{"round":1,"study":1},"segment":0,"index":0,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1619952946,"data_seed":1619952946}}}');
INSERT INTO "events" VALUES(7,1795547007104,'trial_requested',3,1,'{"event":"trial_requested","trial":3,"request":{"purpose":"search","study":{"round":1,"study":1},"segment":0,"index":1,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1807148126,"data_seed":1807148126}}}');
INSERT INTO "events" VALUES(8,1795547007104,'trial_requested',4,1,'{"event":"trial_requested","trial":4,"request":{"purpose":"search","study":{"round":1,"study":1},"segment":0,"index":2,"configuration":{"values":{"layers":1,"learning_rate":0.0214697,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":608582896,"data_seed":608582896}}}');
INSERT INTO "events" VALUES(9,1795547007104,'trial_requested',5,1,'{"event":"trial_requested","trial":5,"request":{"purpose":"search","study":{"round":1,"study":2},"segment":0,"index":0,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1619952946,"data_seed":1619952946}}}');
INSERT INTO "events" VALUES(10,1795547007104,'trial_requested',6,1,'{"event":"trial_requested","trial":6,"request":{"purpose":"search","study":{"round":1,"study":2},"segment":0,"index":1,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1807148126,"data_seed":1807148126}}}');
INSERT INTO "events" VALUES(11,1795547007104,'trial_requested',7,1,'{"event":"trial_requested","trial":7,"request":{"purpose":"search","study":{"round":1,"study":2},"segment":0,"index":2,"configuration":{"values":{"layers":1,"learning_rate":0.0214697,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":608582896,"data_seed":608582896}}}');
INSERT INTO "events" VALUES(12,1795547007104,'trial_requested',8,1,'{"event":"trial_requested","trial":8,"request":{"purpose":"search","study":{"round":1,"study":2},"segment":0,"index":3,"configuration":{"values":{"layers":1,"learning_rate":0.355509,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1957283880,"data_seed":1957283880}}}');
INSERT INTO "events" VALUES(13,1795547007104,'attempt_started',1,NULL,'{"event":"attempt_started","trial":1,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(14,1795547007117,'sources_recorded',NULL,1,'{"event":"sources_recorded","round":1,"sources":{"repository":{"state":"absent","why":"not_under_version_control"}}}');
INSERT INTO "events" VALUES(16,1795547007341,'attempt_ended',1,NULL,'{"event":"attempt_ended","trial":1,"attempt":1,"ending":"finished","seconds":0.123035409}');
INSERT INTO "events" VALUES(17,1795547007341,'trial_ended',1,NULL,'{"event":"trial_ended","trial":1,"outcome":"feasible","score":0.4635,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(18,1795547007341,'attempt_started',2,NULL,'{"event":"attempt_started","trial":2,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(20,1795547007589,'attempt_ended',2,NULL,'{"event":"attempt_ended","trial":2,"attempt":1,"ending":"finished","seconds":0.09982251}');
INSERT INTO "events" VALUES(21,1795547007589,'trial_ended',2,NULL,'{"event":"trial_ended","trial":2,"outcome":"feasible","score":0.403,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(22,1795547007589,'attempt_started',3,NULL,'{"event":"attempt_started","trial":3,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(24,1795547007662,'attempt_ended',3,NULL,'{"event":"attempt_ended","trial":3,"attempt":1,"ending":"finished","seconds":0.025778913}');
INSERT INTO "events" VALUES(25,1795547007662,'trial_ended',3,NULL,'{"event":"trial_ended","trial":3,"outcome":"feasible","score":0.3785,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(26,1795547007662,'attempt_started',4,NULL,'{"event":"attempt_started","trial":4,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(28,1795547007708,'attempt_ended',4,NULL,'{"event":"attempt_ended","trial":4,"attempt":1,"ending":"finished","seconds":0.033744109}');
INSERT INTO "events" VALUES(29,1795547007708,'trial_ended',4,NULL,'{"event":"trial_ended","trial":4,"outcome":"feasible","score":0.5235,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(30,1795547007708,'attempt_started',5,NULL,'{"event":"attempt_started","trial":5,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(32,1795547007793,'attempt_ended',5,NULL,'{"event":"attempt_ended","trial":5,"attempt":1,"ending":"finished","seconds":0.058217746}');
INSERT INTO "events" VALUES(33,1795547007793,'trial_ended',5,NULL,'{"event":"trial_ended","trial":5,"outcome":"feasible","score":0.256,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(34,1795547007793,'attempt_started',6,NULL,'{"event":"attempt_started","trial":6,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(36,1795547007949,'attempt_ended',6,NULL,'{"event":"attempt_ended","trial":6,"attempt":1,"ending":"finished","seconds":0.085396247}');
INSERT INTO "events" VALUES(37,1795547007949,'trial_ended',6,NULL,'{"event":"trial_ended","trial":6,"outcome":"feasible","score":0.2665,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(38,1795547007949,'attempt_started',7,NULL,'{"event":"attempt_started","trial":7,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(40,1795547008208,'attempt_ended',7,NULL,'{"event":"attempt_ended","trial":7,"attempt":1,"ending":"finished","seconds":0.119860235}');
INSERT INTO "events" VALUES(41,1795547008208,'trial_ended',7,NULL,'{"event":"trial_ended","trial":7,"outcome":"feasible","score":0.337,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(42,1795547008208,'attempt_started',8,NULL,'{"event":"attempt_started","trial":8,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(44,1795547008370,'attempt_ended',8,NULL,'{"event":"attempt_ended","trial":8,"attempt":1,"ending":"finished","seconds":0.107009761}');
INSERT INTO "events" VALUES(45,1795547008370,'trial_ended',8,NULL,'{"event":"trial_ended","trial":8,"outcome":"feasible","score":0.26,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(46,1795547008370,'study_checked',NULL,1,'{"event":"study_checked","study":{"round":1,"study":1},"findings":[]}');
INSERT INTO "events" VALUES(47,1795547008370,'study_checked',NULL,1,'{"event":"study_checked","study":{"round":1,"study":2},"findings":[]}');
INSERT INTO "events" VALUES(48,1795547008370,'confirmation_planned',NULL,1,'{"event":"confirmation_planned","round":1,"contenders":[{"arm":"candidate","values":{"layers":1,"learning_rate":0.206647,"standardize":true},"from":5,"scientific_value":true},{"arm":"baseline","values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"from":3,"scientific_value":false},{"arm":"incumbent","values":{"layers":1,"learning_rate":0.05,"standardize":false},"scientific_value":false}],"plan":{"looks":[3,5,8,12,20],"level":0.0137,"overall_error":0.05}}');
INSERT INTO "events" VALUES(49,1795547008370,'trial_requested',9,1,'{"event":"trial_requested","trial":9,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":0,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}}}');
INSERT INTO "events" VALUES(50,1795547008370,'trial_requested',10,1,'{"event":"trial_requested","trial":10,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":0,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}}}');
INSERT INTO "events" VALUES(51,1795547008370,'trial_requested',11,1,'{"event":"trial_requested","trial":11,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":1,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}}}');
INSERT INTO "events" VALUES(52,1795547008370,'trial_requested',12,1,'{"event":"trial_requested","trial":12,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":1,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}}}');
INSERT INTO "events" VALUES(53,1795547008370,'trial_requested',13,1,'{"event":"trial_requested","trial":13,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":2,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}}}');
INSERT INTO "events" VALUES(54,1795547008370,'trial_requested',14,1,'{"event":"trial_requested","trial":14,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":2,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}}}');
INSERT INTO "events" VALUES(55,1795547008370,'attempt_started',9,NULL,'{"event":"attempt_started","trial":9,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(57,1795547008473,'attempt_ended',9,NULL,'{"event":"attempt_ended","trial":9,"attempt":1,"ending":"finished","seconds":0.065860943}');
INSERT INTO "events" VALUES(58,1795547008473,'trial_ended',9,NULL,'{"event":"trial_ended","trial":9,"outcome":"feasible","score":0.2525,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(59,1795547008473,'attempt_started',10,NULL,'{"event":"attempt_started","trial":10,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(61,1795547008596,'attempt_ended',10,NULL,'{"event":"attempt_ended","trial":10,"attempt":1,"ending":"finished","seconds":0.046131716}');
INSERT INTO "events" VALUES(62,1795547008596,'trial_ended',10,NULL,'{"event":"trial_ended","trial":10,"outcome":"feasible","score":0.3385,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(63,1795547008596,'attempt_started',11,NULL,'{"event":"attempt_started","trial":11,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(65,1795547008690,'attempt_ended',11,NULL,'{"event":"attempt_ended","trial":11,"attempt":1,"ending":"finished","seconds":0.059636251}');
INSERT INTO "events" VALUES(66,1795547008690,'trial_ended',11,NULL,'{"event":"trial_ended","trial":11,"outcome":"feasible","score":0.2855,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(67,1795547008690,'attempt_started',12,NULL,'{"event":"attempt_started","trial":12,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(69,1795547008910,'attempt_ended',12,NULL,'{"event":"attempt_ended","trial":12,"attempt":1,"ending":"finished","seconds":0.153700949}');
INSERT INTO "events" VALUES(70,1795547008910,'trial_ended',12,NULL,'{"event":"trial_ended","trial":12,"outcome":"feasible","score":0.3565,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(71,1795547008910,'attempt_started',13,NULL,'{"event":"attempt_started","trial":13,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(73,1795547009033,'attempt_ended',13,NULL,'{"event":"attempt_ended","trial":13,"attempt":1,"ending":"finished","seconds":0.058334299}');
INSERT INTO "events" VALUES(74,1795547009033,'trial_ended',13,NULL,'{"event":"trial_ended","trial":13,"outcome":"feasible","score":0.3675,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(75,1795547009033,'attempt_started',14,NULL,'{"event":"attempt_started","trial":14,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(77,1795547009173,'attempt_ended',14,NULL,'{"event":"attempt_ended","trial":14,"attempt":1,"ending":"finished","seconds":0.057384438}');
INSERT INTO "events" VALUES(78,1795547009173,'trial_ended',14,NULL,'{"event":"trial_ended","trial":14,"outcome":"feasible","score":0.332,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(79,1795547009173,'trial_requested',15,1,'{"event":"trial_requested","trial":15,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":3,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}}}');
INSERT INTO "events" VALUES(80,1795547009173,'trial_requested',16,1,'{"event":"trial_requested","trial":16,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":3,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}}}');
INSERT INTO "events" VALUES(81,1795547009173,'trial_requested',17,1,'{"event":"trial_requested","trial":17,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":4,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}}}');
INSERT INTO "events" VALUES(82,1795547009173,'trial_requested',18,1,'{"event":"trial_requested","trial":18,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":4,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}}}');
INSERT INTO "events" VALUES(83,1795547009173,'attempt_started',15,NULL,'{"event":"attempt_started","trial":15,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(85,1795547009377,'attempt_ended',15,NULL,'{"event":"attempt_ended","trial":15,"attempt":1,"ending":"finished","seconds":0.125730732}');
INSERT INTO "events" VALUES(86,1795547009377,'trial_ended',15,NULL,'{"event":"trial_ended","trial":15,"outcome":"feasible","score":0.2885,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(87,1795547009377,'attempt_started',16,NULL,'{"event":"attempt_started","trial":16,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(89,1795547009526,'attempt_ended',16,NULL,'{"event":"attempt_ended","trial":16,"attempt":1,"ending":"finished","seconds":0.085534061}');
INSERT INTO "events" VALUES(90,1795547009526,'trial_ended',16,NULL,'{"event":"trial_ended","trial":16,"outcome":"feasible","score":0.3625,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(91,1795547009526,'attempt_started',17,NULL,'{"event":"attempt_started","trial":17,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(93,1795547009665,'attempt_ended',17,NULL,'{"event":"attempt_ended","trial":17,"attempt":1,"ending":"finished","seconds":0.089979522}');
INSERT INTO "events" VALUES(94,1795547009665,'trial_ended',17,NULL,'{"event":"trial_ended","trial":17,"outcome":"feasible","score":0.3125,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(95,1795547009665,'attempt_started',18,NULL,'{"event":"attempt_started","trial":18,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(97,1795547009853,'attempt_ended',18,NULL,'{"event":"attempt_ended","trial":18,"attempt":1,"ending":"finished","seconds":0.062568765}');
INSERT INTO "events" VALUES(98,1795547009853,'trial_ended',18,NULL,'{"event":"trial_ended","trial":18,"outcome":"feasible","score":0.3485,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(99,1795547009853,'trial_requested',19,1,'{"event":"trial_requested","trial":19,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":5,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1917015126,"data_seed":1917015126}}}');
INSERT INTO "events" VALUES(100,1795547009853,'trial_requested',20,1,'{"event":"trial_requested","trial":20,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":5,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1917015126,"data_seed":1917015126}}}');
INSERT INTO "events" VALUES(101,1795547009853,'trial_requested',21,1,'{"event":"trial_requested","trial":21,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":6,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1514962049,"data_seed":1514962049}}}');
INSERT INTO "events" VALUES(102,1795547009853,'trial_requested',22,1,'{"event":"trial_requested","trial":22,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":6,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1514962049,"data_seed":1514962049}}}');
INSERT INTO "events" VALUES(103,1795547009853,'trial_requested',23,1,'{"event":"trial_requested","trial":23,"request":{"purpose":"confirmation","round":1,"arm":"candidate","seed_index":7,"configuration":{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1626687787,"data_seed":1626687787}}}');
INSERT INTO "events" VALUES(104,1795547009853,'trial_requested',24,1,'{"event":"trial_requested","trial":24,"request":{"purpose":"confirmation","round":1,"arm":"baseline","seed_index":7,"configuration":{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1626687787,"data_seed":1626687787}}}');
INSERT INTO "events" VALUES(105,1795547009853,'attempt_started',19,NULL,'{"event":"attempt_started","trial":19,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(107,1795547010029,'attempt_ended',19,NULL,'{"event":"attempt_ended","trial":19,"attempt":1,"ending":"finished","seconds":0.089790807}');
INSERT INTO "events" VALUES(108,1795547010029,'trial_ended',19,NULL,'{"event":"trial_ended","trial":19,"outcome":"feasible","score":0.311,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(109,1795547010029,'attempt_started',20,NULL,'{"event":"attempt_started","trial":20,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(111,1795547010193,'attempt_ended',20,NULL,'{"event":"attempt_ended","trial":20,"attempt":1,"ending":"finished","seconds":0.062085017}');
INSERT INTO "events" VALUES(112,1795547010193,'trial_ended',20,NULL,'{"event":"trial_ended","trial":20,"outcome":"feasible","score":0.344,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(113,1795547010193,'attempt_started',21,NULL,'{"event":"attempt_started","trial":21,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(115,1795547010371,'attempt_ended',21,NULL,'{"event":"attempt_ended","trial":21,"attempt":1,"ending":"finished","seconds":0.108911386}');
INSERT INTO "events" VALUES(116,1795547010371,'trial_ended',21,NULL,'{"event":"trial_ended","trial":21,"outcome":"feasible","score":0.3345,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(117,1795547010371,'attempt_started',22,NULL,'{"event":"attempt_started","trial":22,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(119,1795547010534,'attempt_ended',22,NULL,'{"event":"attempt_ended","trial":22,"attempt":1,"ending":"finished","seconds":0.081110093}');
INSERT INTO "events" VALUES(120,1795547010534,'trial_ended',22,NULL,'{"event":"trial_ended","trial":22,"outcome":"feasible","score":0.364,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(121,1795547010534,'attempt_started',23,NULL,'{"event":"attempt_started","trial":23,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(123,1795547010639,'attempt_ended',23,NULL,'{"event":"attempt_ended","trial":23,"attempt":1,"ending":"finished","seconds":0.046882576}');
INSERT INTO "events" VALUES(124,1795547010639,'trial_ended',23,NULL,'{"event":"trial_ended","trial":23,"outcome":"feasible","score":0.2935,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(125,1795547010639,'attempt_started',24,NULL,'{"event":"attempt_started","trial":24,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(127,1795547010822,'attempt_ended',24,NULL,'{"event":"attempt_ended","trial":24,"attempt":1,"ending":"finished","seconds":0.076736891}');
INSERT INTO "events" VALUES(128,1795547010822,'trial_ended',24,NULL,'{"event":"trial_ended","trial":24,"outcome":"feasible","score":0.3555,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(129,1795547010822,'trial_requested',25,1,'{"event":"trial_requested","trial":25,"request":{"purpose":"confirmation","round":1,"arm":"incumbent","seed_index":0,"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}}}');
INSERT INTO "events" VALUES(130,1795547010822,'trial_requested',26,1,'{"event":"trial_requested","trial":26,"request":{"purpose":"confirmation","round":1,"arm":"incumbent","seed_index":1,"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}}}');
INSERT INTO "events" VALUES(131,1795547010822,'trial_requested',27,1,'{"event":"trial_requested","trial":27,"request":{"purpose":"confirmation","round":1,"arm":"incumbent","seed_index":2,"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}}}');
INSERT INTO "events" VALUES(132,1795547010822,'attempt_started',25,NULL,'{"event":"attempt_started","trial":25,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(134,1795547010973,'attempt_ended',25,NULL,'{"event":"attempt_ended","trial":25,"attempt":1,"ending":"finished","seconds":0.067958367}');
INSERT INTO "events" VALUES(135,1795547010973,'trial_ended',25,NULL,'{"event":"trial_ended","trial":25,"outcome":"feasible","score":0.3955,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(136,1795547010973,'attempt_started',26,NULL,'{"event":"attempt_started","trial":26,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(138,1795547011110,'attempt_ended',26,NULL,'{"event":"attempt_ended","trial":26,"attempt":1,"ending":"finished","seconds":0.079926546}');
INSERT INTO "events" VALUES(139,1795547011110,'trial_ended',26,NULL,'{"event":"trial_ended","trial":26,"outcome":"feasible","score":0.3575,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(140,1795547011110,'attempt_started',27,NULL,'{"event":"attempt_started","trial":27,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(142,1795547011282,'attempt_ended',27,NULL,'{"event":"attempt_ended","trial":27,"attempt":1,"ending":"finished","seconds":0.072018335}');
INSERT INTO "events" VALUES(143,1795547011282,'trial_ended',27,NULL,'{"event":"trial_ended","trial":27,"outcome":"feasible","score":0.403,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(144,1795547011282,'trial_requested',28,1,'{"event":"trial_requested","trial":28,"request":{"purpose":"confirmation","round":1,"arm":"incumbent","seed_index":3,"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}}}');
INSERT INTO "events" VALUES(145,1795547011282,'trial_requested',29,1,'{"event":"trial_requested","trial":29,"request":{"purpose":"confirmation","round":1,"arm":"incumbent","seed_index":4,"configuration":{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}}}');
INSERT INTO "events" VALUES(146,1795547011282,'attempt_started',28,NULL,'{"event":"attempt_started","trial":28,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(148,1795547011377,'attempt_ended',28,NULL,'{"event":"attempt_ended","trial":28,"attempt":1,"ending":"finished","seconds":0.053222369}');
INSERT INTO "events" VALUES(149,1795547011377,'trial_ended',28,NULL,'{"event":"trial_ended","trial":28,"outcome":"feasible","score":0.3775,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(150,1795547011377,'attempt_started',29,NULL,'{"event":"attempt_started","trial":29,"attempt":1,"slot":0}');
INSERT INTO "events" VALUES(152,1795547011530,'attempt_ended',29,NULL,'{"event":"attempt_ended","trial":29,"attempt":1,"ending":"finished","seconds":0.073520756}');
INSERT INTO "events" VALUES(153,1795547011530,'trial_ended',29,NULL,'{"event":"trial_ended","trial":29,"outcome":"feasible","score":0.404,"position":1.0,"checkpoint":"epoch-1.ckpt","last_position":1.0}');
INSERT INTO "events" VALUES(154,1795547011530,'round_concluded',NULL,1,'{"event":"round_concluded","round":1,"verdict":{"decision":"adopt","reasons":[{"reason":"better_on_fresh_seeds"}],"candidate":{"arm":"candidate","values":{"layers":1,"learning_rate":0.206647,"standardize":true},"from":5,"scientific_value":true},"candidate_score":{"mean":0.3056875,"sd":0.034653321320927216,"seeds":8},"comparisons":[{"against":"baseline","decision":"adopt","seeds":[2034825827,379852605,2141470937,470844091,984103148,1917015126,1514962049,1626687787],"gains":[0.08600000000000002,0.07100000000000001,-0.035499999999999976,0.07400000000000001,0.035999999999999976,0.032999999999999974,0.02949999999999997,0.062],"mean_gain":0.0445,"interval":[0.006594751351766404,0.08240524864823359],"coverage":0.9,"score":{"mean":0.35018750000000004,"sd":0.011457803018030977,"seeds":8}},{"against":"incumbent","decision":"adopt","seeds":[2034825827,379852605,2141470937,470844091,984103148],"gains":[0.14300000000000002,0.07200000000000001,0.03550000000000003,0.08900000000000002,0.09150000000000003],"mean_gain":0.08620000000000003,"interval":[0.02722675478186657,0.1451732452181335],"coverage":0.9,"score":{"mean":0.3875,"sd":0.019852581696091838,"seeds":5}}],"caveats":[{"caveat":"fixed","parameter":"layers","value":1}]}}');
INSERT INTO "events" VALUES(155,1795547011530,'launched',NULL,1,'{"event":"launched","values":{"layers":1,"learning_rate":0.206647,"standardize":true},"evidence":{"evidence":"verdict","round":1,"score":{"mean":0.3056875,"sd":0.034653321320927216,"seeds":8},"gain":0.08620000000000003}}');
CREATE TABLE lease (
    one          INTEGER PRIMARY KEY CHECK (one = 1),
    epoch        INTEGER NOT NULL,      -- the fence number: one more with every owner
    held         INTEGER NOT NULL,      -- 0 once the owner let go; the columns below then tell who it was
    beat         INTEGER NOT NULL,      -- changes as long as the owner lives
    beat_at_ms   INTEGER NOT NULL,      -- when it last did, by the monotonic clock of the owner's kernel
    lease_ms     INTEGER NOT NULL,      -- without a change of `beat` for so long, another may take over
    host         TEXT,                  -- the owner's machine; NULL while there was none yet
    pid          INTEGER,
    started      INTEGER,               -- when that process started, in clock ticks after boot
    kernel       TEXT,                  -- boot id, pid and time namespace: where pid and monotonic clock mean something
    user         TEXT,
    since_ms     INTEGER                -- since when it owns the project; for showing only
) STRICT;
CREATE TABLE measurements (
    seq          INTEGER PRIMARY KEY,   -- its place in the order of all events and measurements together
    at_ms        INTEGER NOT NULL,
    trial        INTEGER NOT NULL REFERENCES trials (id),
    attempt      INTEGER NOT NULL,      -- the process that reported it, from 1
    sequence     INTEGER NOT NULL,      -- its number among the attempt's reports, from 0, without gaps
    epoch        ANY,                   -- completed epochs: REAL (see the top for numbers kept as text)
    step         ANY,                   -- completed steps: INTEGER (likewise)
    checkpoint   TEXT,
    metrics      TEXT NOT NULL,         -- JSON: {"val_error": 0.12, "train_loss": "NaN"}
    UNIQUE (trial, attempt, sequence)
) STRICT;
INSERT INTO "measurements" VALUES(15,1795547007318,1,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":98790.0,"grad_norm":0.6301248291666747,"train_error":0.627,"train_loss":1.8791604268699884,"val_error":0.4635,"val_loss":1.3091097530126572}');
INSERT INTO "measurements" VALUES(19,1795547007566,2,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":113544.0,"grad_norm":0.7764980390165303,"train_error":0.513125,"train_loss":1.4621312023214414,"val_error":0.403,"val_loss":1.0189720667895164}');
INSERT INTO "measurements" VALUES(23,1795547007659,3,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":546869.0,"grad_norm":0.688283608261412,"train_error":0.577125,"train_loss":1.7325540527310221,"val_error":0.3785,"val_loss":1.0225905627012253}');
INSERT INTO "measurements" VALUES(27,1795547007707,4,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":352898.0,"grad_norm":0.61717764224717,"train_error":0.7245,"train_loss":2.10052263135463,"val_error":0.5235,"val_loss":1.773223660260439}');
INSERT INTO "measurements" VALUES(31,1795547007773,5,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":239628.0,"grad_norm":1.7096384479835371,"train_error":0.407625,"train_loss":1.2017089698903844,"val_error":0.256,"val_loss":0.7192437200076516}');
INSERT INTO "measurements" VALUES(35,1795547007949,6,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":138963.0,"grad_norm":1.3736622637133138,"train_error":0.442125,"train_loss":1.232050252949089,"val_error":0.2665,"val_loss":0.7419842160042974}');
INSERT INTO "measurements" VALUES(39,1795547008203,7,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":75776.0,"grad_norm":1.2722058569501138,"train_error":0.58325,"train_loss":1.6718193732816726,"val_error":0.337,"val_loss":0.993507222203305}');
INSERT INTO "measurements" VALUES(43,1795547008355,8,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":98637.0,"grad_norm":1.605046061334064,"train_error":0.407,"train_loss":1.1401001891783782,"val_error":0.26,"val_loss":0.7909997072593284}');
INSERT INTO "measurements" VALUES(56,1795547008460,9,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":179202.0,"grad_norm":1.5598608407388608,"train_error":0.4095,"train_loss":1.186994119974432,"val_error":0.2525,"val_loss":0.7022399291036491}');
INSERT INTO "measurements" VALUES(60,1795547008595,10,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":289566.0,"grad_norm":0.6317075748765467,"train_error":0.554,"train_loss":1.6673386129098944,"val_error":0.3385,"val_loss":0.9746508798170834}');
INSERT INTO "measurements" VALUES(64,1795547008690,11,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":317928.0,"grad_norm":1.8971349368956583,"train_error":0.42125,"train_loss":1.3128365261909505,"val_error":0.2855,"val_loss":0.8184945050530892}');
INSERT INTO "measurements" VALUES(68,1795547008910,12,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":76689.0,"grad_norm":0.7001216313444849,"train_error":0.5455,"train_loss":1.6537015559016728,"val_error":0.3565,"val_loss":0.9791305884774775}');
INSERT INTO "measurements" VALUES(72,1795547009026,13,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":229191.0,"grad_norm":2.2164372115905686,"train_error":0.426875,"train_loss":1.4453071509909032,"val_error":0.3675,"val_loss":1.016435614754139}');
INSERT INTO "measurements" VALUES(76,1795547009173,14,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":207493.0,"grad_norm":0.6221645491563355,"train_error":0.574875,"train_loss":1.693845542826224,"val_error":0.332,"val_loss":0.9827759982668794}');
INSERT INTO "measurements" VALUES(84,1795547009377,15,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":87987.0,"grad_norm":1.876772079694497,"train_error":0.403875,"train_loss":1.2415073185948962,"val_error":0.2885,"val_loss":0.889363439821645}');
INSERT INTO "measurements" VALUES(88,1795547009523,16,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":187579.0,"grad_norm":0.7341746778553969,"train_error":0.568625,"train_loss":1.6545166843896733,"val_error":0.3625,"val_loss":0.9711159666217863}');
INSERT INTO "measurements" VALUES(92,1795547009655,17,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":137561.0,"grad_norm":1.810582705677677,"train_error":0.407875,"train_loss":1.2032617721860033,"val_error":0.3125,"val_loss":0.7985507133979486}');
INSERT INTO "measurements" VALUES(96,1795547009823,18,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":188213.0,"grad_norm":0.654401256589156,"train_error":0.566875,"train_loss":1.67793374648178,"val_error":0.3485,"val_loss":0.9958430909654126}');
INSERT INTO "measurements" VALUES(106,1795547009997,19,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":133721.0,"grad_norm":1.6309514238262837,"train_error":0.4065,"train_loss":1.175872928992619,"val_error":0.311,"val_loss":0.8750123958113456}');
INSERT INTO "measurements" VALUES(110,1795547010150,20,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":192765.0,"grad_norm":0.7025686036350852,"train_error":0.569125,"train_loss":1.6804833980007097,"val_error":0.344,"val_loss":0.9613745876811445}');
INSERT INTO "measurements" VALUES(114,1795547010357,21,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":131741.0,"grad_norm":1.741830970047134,"train_error":0.41825,"train_loss":1.2865161381850267,"val_error":0.3345,"val_loss":0.9210455067501434}');
INSERT INTO "measurements" VALUES(118,1795547010530,22,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":195115.0,"grad_norm":0.5768212034776262,"train_error":0.55475,"train_loss":1.6959850960448384,"val_error":0.364,"val_loss":0.9904957300648093}');
INSERT INTO "measurements" VALUES(122,1795547010638,23,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":267003.0,"grad_norm":1.490971290368038,"train_error":0.40225,"train_loss":1.1749889641971387,"val_error":0.2935,"val_loss":0.7598778410144319}');
INSERT INTO "measurements" VALUES(126,1795547010813,24,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":155347.0,"grad_norm":0.7602687045944546,"train_error":0.58475,"train_loss":1.7049458370134234,"val_error":0.3555,"val_loss":0.9635555550716818}');
INSERT INTO "measurements" VALUES(133,1795547010966,25,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":310915.0,"grad_norm":0.6498080091985267,"train_error":0.6355,"train_loss":1.9071339793540538,"val_error":0.3955,"val_loss":1.2861875334493815}');
INSERT INTO "measurements" VALUES(137,1795547011099,26,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":155990.0,"grad_norm":0.6777988946735828,"train_error":0.63225,"train_loss":1.890124411797151,"val_error":0.3575,"val_loss":1.269191607400775}');
INSERT INTO "measurements" VALUES(141,1795547011277,27,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":161430.0,"grad_norm":0.6166354090320766,"train_error":0.655125,"train_loss":1.9351004041321576,"val_error":0.403,"val_loss":1.3388957733213902}');
INSERT INTO "measurements" VALUES(147,1795547011371,28,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":242213.0,"grad_norm":0.6782792392347883,"train_error":0.640875,"train_loss":1.890289586301893,"val_error":0.3775,"val_loss":1.284633785340935}');
INSERT INTO "measurements" VALUES(151,1795547011530,29,1,0,1.0,16,'epoch-1.ckpt','{"examples_per_second":158917.0,"grad_norm":0.6650569985343924,"train_error":0.629875,"train_loss":1.913719439426437,"val_error":0.404,"val_loss":1.3128494103476405}');
CREATE TABLE rounds (
    id           INTEGER PRIMARY KEY,   -- from 1, in the order of their start
    name         TEXT NOT NULL,
    goal         TEXT NOT NULL,         -- what it wants to learn
    phase        TEXT NOT NULL,         -- explore, exploit
    scientific   TEXT,                  -- the parameter in question; NULL for a round that only tunes
    sampler      TEXT NOT NULL,
    metric       TEXT NOT NULL,
    direction    TEXT NOT NULL,         -- minimize, maximize
    decision     TEXT                   -- adopt, keep, inconclusive; NULL until the round is concluded
) STRICT;
INSERT INTO "rounds" VALUES(1,'standardize','Does it help to standardize the pixels?','explore','standardize','quasi-random','val_error','minimize','adopt');
CREATE TABLE studies (
    round        INTEGER NOT NULL REFERENCES rounds (id),
    number       INTEGER NOT NULL,      -- from 1, in its round
    fixed        TEXT NOT NULL,         -- JSON: the values all its trials share
    trials       INTEGER NOT NULL,      -- points asked of the sampler, expansions included
    expansions   INTEGER NOT NULL,      -- how often its space was widened
    complete     INTEGER NOT NULL,      -- 1 once the checklist asked for nothing more
    PRIMARY KEY (round, number)
) STRICT, WITHOUT ROWID;
INSERT INTO "studies" VALUES(1,1,'{"layers":1,"learning_rate":0.05,"standardize":false}',3,0,1);
INSERT INTO "studies" VALUES(1,2,'{"layers":1,"learning_rate":0.05,"standardize":true}',4,0,1);
CREATE TABLE trials (
    id            INTEGER PRIMARY KEY,  -- from 1; its folder is trials/000001
    round         INTEGER NOT NULL REFERENCES rounds (id),
    study         INTEGER,              -- NULL for a confirmation, which belongs to no study
    purpose       TEXT NOT NULL,        -- search, incumbent, confirmation
    arm           TEXT,                 -- of a confirmation: candidate, baseline, incumbent
    state         TEXT NOT NULL,        -- requested, running, paused; ended: feasible, infeasible, pruned, failed, cancelled
    cause         TEXT,                 -- why infeasible, pruned or failed: diverged, declared, time_limit, median, ...
    score         REAL,                 -- the objective at the best epoch; of feasible trials only
    best_position REAL,                 -- that epoch (or step)
    checkpoint    TEXT,                 -- reported there; relative to the trial's checkpoint directory
    configuration TEXT NOT NULL,        -- JSON: values, batch size, epochs and seeds
    attempts      INTEGER NOT NULL,     -- processes started so far
    seconds       REAL NOT NULL,        -- wall time of the attempts that ended
    FOREIGN KEY (round, study) REFERENCES studies (round, number)
) STRICT;
INSERT INTO "trials" VALUES(1,1,1,'incumbent',NULL,'feasible',NULL,0.4635,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":247331584,"data_seed":247331584}',1,0.123035409);
INSERT INTO "trials" VALUES(2,1,1,'search',NULL,'feasible',NULL,0.403,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1619952946,"data_seed":1619952946}',1,0.09982251);
INSERT INTO "trials" VALUES(3,1,1,'search',NULL,'feasible',NULL,0.3785,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1807148126,"data_seed":1807148126}',1,0.025778913);
INSERT INTO "trials" VALUES(4,1,1,'search',NULL,'feasible',NULL,0.5235,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0214697,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":608582896,"data_seed":608582896}',1,0.033744109);
INSERT INTO "trials" VALUES(5,1,2,'search',NULL,'feasible',NULL,0.256,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1619952946,"data_seed":1619952946}',1,0.058217746);
INSERT INTO "trials" VALUES(6,1,2,'search',NULL,'feasible',NULL,0.2665,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1807148126,"data_seed":1807148126}',1,0.085396247);
INSERT INTO "trials" VALUES(7,1,2,'search',NULL,'feasible',NULL,0.337,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0214697,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":608582896,"data_seed":608582896}',1,0.119860235);
INSERT INTO "trials" VALUES(8,1,2,'search',NULL,'feasible',NULL,0.26,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.355509,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1957283880,"data_seed":1957283880}',1,0.107009761);
INSERT INTO "trials" VALUES(9,1,NULL,'confirmation','candidate','feasible',NULL,0.2525,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}',1,0.065860943);
INSERT INTO "trials" VALUES(10,1,NULL,'confirmation','baseline','feasible',NULL,0.3385,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}',1,0.046131716);
INSERT INTO "trials" VALUES(11,1,NULL,'confirmation','candidate','feasible',NULL,0.2855,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}',1,0.059636251);
INSERT INTO "trials" VALUES(12,1,NULL,'confirmation','baseline','feasible',NULL,0.3565,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}',1,0.153700949);
INSERT INTO "trials" VALUES(13,1,NULL,'confirmation','candidate','feasible',NULL,0.3675,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}',1,0.058334299);
INSERT INTO "trials" VALUES(14,1,NULL,'confirmation','baseline','feasible',NULL,0.332,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}',1,0.057384438);
INSERT INTO "trials" VALUES(15,1,NULL,'confirmation','candidate','feasible',NULL,0.2885,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}',1,0.125730732);
INSERT INTO "trials" VALUES(16,1,NULL,'confirmation','baseline','feasible',NULL,0.3625,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}',1,0.085534061);
INSERT INTO "trials" VALUES(17,1,NULL,'confirmation','candidate','feasible',NULL,0.3125,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}',1,0.089979522);
INSERT INTO "trials" VALUES(18,1,NULL,'confirmation','baseline','feasible',NULL,0.3485,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}',1,0.062568765);
INSERT INTO "trials" VALUES(19,1,NULL,'confirmation','candidate','feasible',NULL,0.311,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1917015126,"data_seed":1917015126}',1,0.089790807);
INSERT INTO "trials" VALUES(20,1,NULL,'confirmation','baseline','feasible',NULL,0.344,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1917015126,"data_seed":1917015126}',1,0.062085017);
INSERT INTO "trials" VALUES(21,1,NULL,'confirmation','candidate','feasible',NULL,0.3345,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1514962049,"data_seed":1514962049}',1,0.108911386);
INSERT INTO "trials" VALUES(22,1,NULL,'confirmation','baseline','feasible',NULL,0.364,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1514962049,"data_seed":1514962049}',1,0.081110093);
INSERT INTO "trials" VALUES(23,1,NULL,'confirmation','candidate','feasible',NULL,0.2935,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.206647,"standardize":true},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1626687787,"data_seed":1626687787}',1,0.046882576);
INSERT INTO "trials" VALUES(24,1,NULL,'confirmation','baseline','feasible',NULL,0.3555,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.0981883,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":1626687787,"data_seed":1626687787}',1,0.076736891);
INSERT INTO "trials" VALUES(25,1,NULL,'confirmation','incumbent','feasible',NULL,0.3955,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2034825827,"data_seed":2034825827}',1,0.067958367);
INSERT INTO "trials" VALUES(26,1,NULL,'confirmation','incumbent','feasible',NULL,0.3575,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":379852605,"data_seed":379852605}',1,0.079926546);
INSERT INTO "trials" VALUES(27,1,NULL,'confirmation','incumbent','feasible',NULL,0.403,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":2141470937,"data_seed":2141470937}',1,0.072018335);
INSERT INTO "trials" VALUES(28,1,NULL,'confirmation','incumbent','feasible',NULL,0.3775,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":470844091,"data_seed":470844091}',1,0.053222369);
INSERT INTO "trials" VALUES(29,1,NULL,'confirmation','incumbent','feasible',NULL,0.404,1.0,'epoch-1.ckpt','{"values":{"layers":1,"learning_rate":0.05,"standardize":false},"batch_size":{"flag":"--batch_size","value":512},"max_epochs":1,"seed":984103148,"data_seed":984103148}',1,0.073520756);
CREATE INDEX live_trials ON trials (id) WHERE state IN ('requested', 'running', 'paused');
CREATE VIEW launches AS
    SELECT seq, at_ms, round, body ->> '$.values' AS "values", body ->> '$.evidence' AS evidence
    FROM events WHERE kind = 'launched';
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events
    BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events
    BEGIN SELECT raise(ABORT, 'events are never deleted'); END;
CREATE TRIGGER measurements_are_not_changed BEFORE UPDATE ON measurements
    BEGIN SELECT raise(ABORT, 'measurements are never changed'); END;
CREATE TRIGGER measurements_are_not_deleted BEFORE DELETE ON measurements
    BEGIN SELECT raise(ABORT, 'measurements are never deleted'); END;
CREATE TRIGGER lease_never_goes_back BEFORE UPDATE ON lease
    WHEN new.epoch NOT IN (old.epoch, old.epoch + 1)
    BEGIN SELECT raise(ABORT, 'the lease''s epoch goes up by one'); END;
CREATE TRIGGER lease_is_not_deleted BEFORE DELETE ON lease
    BEGIN SELECT raise(ABORT, 'the lease is never deleted'); END;
INSERT INTO "lease" VALUES(1,1,0,0,0,60000,'machine',1,1,'boot','student',0);
COMMIT;
