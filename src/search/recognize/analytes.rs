//! What is measured in blood, urine and at the bedside, and the findings that values out of range stand for.

/// Something measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Analyte {
    /// What it is called. A name with a capital letter is read in that case only.
    pub names: &'static [&'static str],
    /// Below its range.
    pub low: Option<Side>,
    /// Above its range.
    pub high: Option<Side>,
}

/// A finding and the values, in whatever unit, that say it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side {
    pub term: u32,
    /// From the first number on, below the second.
    pub bands: &'static [(f32, f32)],
}

const fn side(term: u32, bands: &'static [(f32, f32)]) -> Side {
    Side { term, bands }
}

/// Limits well outside of what is normal at any age; where two units are usual, a band for each.
pub(super) const ANALYTES: &[Analyte] = &[
    Analyte {
        names: &["potassium", "K"],
        low: Some(side(2_900, &[(1.5, 3.3)])),
        high: Some(side(2_153, &[(5.9, 10.0)])),
    },
    Analyte {
        names: &["sodium", "Na"],
        low: Some(side(2_902, &[(95.0, 131.0)])),
        high: Some(side(3_228, &[(150.0, 200.0)])),
    },
    Analyte {
        names: &["glucose", "blood glucose", "blood sugar", "glu", "BM", "sugars"],
        low: Some(side(1_943, &[(0.2, 2.9), (11.0, 50.0)])),
        high: Some(side(3_074, &[(14.0, 33.0), (220.0, 1500.0)])),
    },
    Analyte {
        names: &["calcium", "Ca"],
        low: Some(side(2_901, &[(0.8, 2.05), (4.5, 8.0)])),
        high: Some(side(3_072, &[(2.85, 4.5), (11.5, 18.0)])),
    },
    Analyte { names: &["magnesium", "Mg"], low: Some(side(2_917, &[(0.1, 0.62)])), high: Some(side(2_918, &[])) },
    Analyte {
        names: &["phosphate", "serum phosphate", "PO4"],
        low: Some(side(2_148, &[(0.1, 0.7)])),
        high: Some(side(2_905, &[])),
    },
    Analyte {
        names: &["bicarbonate", "HCO3", "bicarb"],
        low: Some(side(32_066, &[(2.0, 17.0)])),
        high: Some(side(32_067, &[(31.0, 60.0)])),
    },
    Analyte { names: &["chloride"], low: Some(side(3_113, &[])), high: Some(side(11_423, &[])) },
    Analyte { names: &["lactate", "lactic acid"], low: None, high: Some(side(2_151, &[(2.9, 300.0)])) },
    Analyte { names: &["pyruvate"], low: None, high: Some(side(3_542, &[])) },
    Analyte { names: &["ammonia", "NH3"], low: None, high: Some(side(1_987, &[(110.0, 4000.0)])) },
    Analyte {
        names: &["creatine kinase", "CK", "CPK", "creatine phosphokinase"],
        low: None,
        high: Some(side(3_236, &[(400.0, 900_000.0)])),
    },
    Analyte {
        names: &["alanine aminotransferase", "ALT", "SGPT", "GPT"],
        low: None,
        high: Some(side(31_964, &[(80.0, 20_000.0)])),
    },
    Analyte {
        names: &["aspartate aminotransferase", "AST", "SGOT", "GOT"],
        low: None,
        high: Some(side(31_956, &[(90.0, 20_000.0)])),
    },
    Analyte {
        names: &["gamma gt", "GGT", "gammaGT", "gamma glutamyl transferase"],
        low: None,
        high: Some(side(30_948, &[(100.0, 5000.0)])),
    },
    Analyte {
        names: &["alkaline phosphatase", "ALP", "alk phos"],
        low: Some(side(3_282, &[(1.0, 40.0)])),
        high: Some(side(3_155, &[(700.0, 9000.0)])),
    },
    Analyte {
        names: &["transaminase", "aminotransferase", "liver enzyme", "LFTs", "liver function tests"],
        low: None,
        high: Some(side(2_910, &[])),
    },
    Analyte { names: &["bilirubin", "bili", "total bilirubin"], low: None, high: Some(side(2_904, &[(35.0, 900.0)])) },
    Analyte {
        names: &["conjugated bilirubin", "direct bilirubin", "conj bili"],
        low: None,
        high: Some(side(2_908, &[(20.0, 600.0)])),
    },
    Analyte {
        names: &["unconjugated bilirubin", "indirect bilirubin"],
        low: None,
        high: Some(side(8_282, &[(40.0, 900.0)])),
    },
    Analyte {
        names: &["creatinine", "serum creatinine", "creat"],
        low: None,
        high: Some(side(3_259, &[(1.6, 16.0), (140.0, 2000.0)])),
    },
    Analyte { names: &["urea", "BUN", "blood urea nitrogen"], low: None, high: Some(side(3_138, &[(15.0, 100.0)])) },
    Analyte {
        names: &["eGFR", "GFR", "glomerular filtration rate"],
        low: Some(side(12_213, &[(2.0, 60.0)])),
        high: None,
    },
    Analyte {
        names: &["albumin", "alb", "serum albumin"],
        low: Some(side(3_073, &[(5.0, 29.0), (0.5, 2.9)])),
        high: None,
    },
    Analyte { names: &["total protein"], low: Some(side(3_075, &[])), high: None },
    Analyte {
        names: &["cholesterol", "total cholesterol", "chol"],
        low: Some(side(3_146, &[])),
        high: Some(side(3_124, &[(6.5, 30.0), (270.0, 1500.0)])),
    },
    Analyte {
        names: &["triglyceride", "TG", "trigs"],
        low: Some(side(12_153, &[])),
        high: Some(side(2_155, &[(3.0, 60.0), (300.0, 9000.0)])),
    },
    Analyte {
        names: &["LDL", "ldl cholesterol"],
        low: Some(side(3_563, &[])),
        high: Some(side(3_141, &[(4.9, 20.0), (190.0, 900.0)])),
    },
    Analyte { names: &["HDL", "hdl cholesterol"], low: Some(side(3_233, &[(0.1, 0.9), (5.0, 33.0)])), high: None },
    Analyte {
        names: &["uric acid", "urate", "serum urate"],
        low: Some(side(3_537, &[])),
        high: Some(side(2_149, &[(8.5, 30.0), (480.0, 2000.0)])),
    },
    Analyte {
        names: &["ferritin"],
        low: Some(side(12_343, &[(0.5, 11.0)])),
        high: Some(side(3_281, &[(600.0, 90_000.0)])),
    },
    Analyte { names: &["transferrin saturation"], low: None, high: Some(side(12_463, &[])) },
    Analyte { names: &["iron", "serum iron"], low: Some(side(40_303, &[])), high: Some(side(3_452, &[])) },
    Analyte { names: &["copper", "serum copper"], low: Some(side(11_967, &[])), high: None },
    Analyte {
        names: &["caeruloplasmin", "ceruloplasmin"],
        low: Some(side(10_837, &[(0.0, 0.16), (1.0, 15.0)])),
        high: None,
    },
    Analyte { names: &["zinc", "serum zinc"], low: Some(side(31_831, &[])), high: None },
    Analyte { names: &["TSH"], low: Some(side(31_098, &[(0.0, 0.1)])), high: Some(side(2_925, &[(8.0, 1500.0)])) },
    Analyte {
        names: &["free T4", "fT4", "FT4", "thyroxine"],
        low: Some(side(33_078, &[])),
        high: Some(side(33_077, &[])),
    },
    Analyte { names: &["T4"], low: Some(side(31_507, &[])), high: Some(side(31_506, &[])) },
    Analyte { names: &["PTH", "parathyroid hormone"], low: Some(side(31_817, &[])), high: Some(side(3_165, &[])) },
    Analyte { names: &["vitamin D", "vit D", "25 OH vitamin D"], low: Some(side(100_512, &[(1.0, 20.0)])), high: None },
    Analyte { names: &["vitamin B12", "B12"], low: Some(side(100_502, &[])), high: None },
    Analyte { names: &["IgE", "total IgE"], low: None, high: Some(side(3_212, &[(500.0, 200_000.0)])) },
    Analyte { names: &["IgG"], low: Some(side(4_315, &[(0.05, 4.5)])), high: Some(side(3_237, &[])) },
    Analyte { names: &["IgA"], low: Some(side(2_720, &[(0.0, 0.1)])), high: Some(side(3_261, &[])) },
    Analyte { names: &["IgM"], low: Some(side(2_850, &[(0.0, 0.2)])), high: Some(side(3_496, &[])) },
    Analyte { names: &["C3", "complement C3"], low: Some(side(5_421, &[])), high: None },
    Analyte { names: &["C4", "complement C4"], low: Some(side(45_042, &[])), high: None },
    Analyte {
        names: &["WCC", "WBC", "white cell count", "white cells", "white count"],
        low: Some(side(1_882, &[(0.1, 3.0), (200.0, 3000.0)])),
        high: Some(side(1_974, &[(20.0, 500.0), (20_000.0, 500_000.0)])),
    },
    Analyte {
        names: &["neutrophil", "neutrophil count", "neuts", "ANC"],
        low: Some(side(1_875, &[(0.0, 1.0), (50.0, 1000.0)])),
        high: Some(side(11_897, &[(15.0, 90.0)])),
    },
    Analyte {
        names: &["lymphocyte", "lymphocyte count", "lymphs"],
        low: Some(side(1_888, &[(0.0, 1.0)])),
        high: Some(side(100_827, &[])),
    },
    Analyte { names: &["eosinophil", "eosinophil count", "eos"], low: None, high: Some(side(1_880, &[(1.5, 90.0)])) },
    Analyte { names: &["monocyte"], low: Some(side(12_312, &[])), high: Some(side(12_311, &[])) },
    Analyte {
        names: &["platelet", "platelet count", "plt", "plts"],
        low: Some(side(1_873, &[(1.0, 120.0), (1000.0, 120_000.0)])),
        high: Some(side(1_894, &[(600.0, 2500.0)])),
    },
    Analyte {
        names: &["haemoglobin", "hemoglobin", "Hb", "Hgb"],
        low: Some(side(1_903, &[(2.0, 9.6), (20.0, 96.0)])),
        high: Some(side(1_900, &[(18.5, 25.0), (185.0, 250.0)])),
    },
    Analyte {
        names: &["MCV", "mean corpuscular volume", "mean cell volume"],
        low: Some(side(25_066, &[(40.0, 68.0)])),
        high: Some(side(5_518, &[(106.0, 160.0)])),
    },
    Analyte {
        names: &["reticulocyte", "reticulocyte count", "retics", "retic count"],
        low: Some(side(1_896, &[])),
        high: Some(side(1_923, &[(5.0, 60.0)])),
    },
    Analyte { names: &["haematocrit", "hematocrit"], low: Some(side(31_851, &[])), high: Some(side(1_899, &[])) },
    Analyte { names: &["INR"], low: None, high: Some(side(8_151, &[(1.6, 15.0)])) },
    Analyte { names: &["PT", "prothrombin time"], low: None, high: Some(side(8_151, &[(19.0, 200.0)])) },
    Analyte {
        names: &["APTT", "aPTT", "PTT", "partial thromboplastin time"],
        low: None,
        high: Some(side(3_645, &[(50.0, 300.0)])),
    },
    Analyte {
        names: &["fibrinogen"],
        low: Some(side(11_900, &[(0.0, 1.2), (10.0, 110.0)])),
        high: Some(side(11_899, &[])),
    },
    Analyte { names: &["haptoglobin"], low: Some(side(20_181, &[(0.0, 0.2)])), high: Some(side(20_180, &[])) },
    Analyte { names: &["LDH", "lactate dehydrogenase"], low: None, high: Some(side(25_435, &[(500.0, 30_000.0)])) },
    Analyte { names: &["CRP", "C reactive protein"], low: None, high: Some(side(11_227, &[(20.0, 700.0)])) },
    Analyte {
        names: &["ESR", "erythrocyte sedimentation rate", "sed rate"],
        low: None,
        high: Some(side(3_565, &[(40.0, 200.0)])),
    },
    Analyte { names: &["AFP", "alpha fetoprotein"], low: None, high: Some(side(6_254, &[(200.0, 900_000.0)])) },
    Analyte { names: &["homocysteine"], low: None, high: Some(side(2_160, &[(30.0, 600.0)])) },
    Analyte { names: &["phenylalanine"], low: None, high: Some(side(4_923, &[(360.0, 6000.0)])) },
    Analyte { names: &["citrulline"], low: Some(side(3_572, &[])), high: Some(side(11_966, &[])) },
    Analyte { names: &["glutamine"], low: None, high: Some(side(3_217, &[])) },
    Analyte { names: &["glycine"], low: None, high: Some(side(2_154, &[])) },
    Analyte { names: &["alanine"], low: None, high: Some(side(3_348, &[])) },
    Analyte { names: &["leucine"], low: None, high: Some(side(10_911, &[])) },
    Analyte { names: &["tyrosine"], low: None, high: Some(side(3_231, &[])) },
    Analyte { names: &["methionine"], low: Some(side(3_658, &[])), high: Some(side(3_235, &[])) },
    Analyte { names: &["arginine"], low: Some(side(5_961, &[])), high: None },
    Analyte { names: &["ornithine"], low: None, high: Some(side(12_026, &[])) },
    Analyte { names: &["proline"], low: None, high: Some(side(8_358, &[])) },
    Analyte { names: &["lysine"], low: None, high: Some(side(2_161, &[])) },
    Analyte { names: &["free carnitine"], low: Some(side(8_315, &[])), high: None },
    Analyte { names: &["carnitine"], low: Some(side(3_234, &[])), high: None },
    Analyte { names: &["HbA1c", "hba1c", "A1c"], low: None, high: Some(side(40_217, &[(6.7, 19.0), (50.0, 180.0)])) },
    Analyte { names: &["cortisol"], low: Some(side(8_163, &[(0.0, 100.0)])), high: Some(side(3_118, &[])) },
    Analyte { names: &["ACTH"], low: Some(side(2_920, &[])), high: Some(side(3_154, &[(150.0, 5000.0)])) },
    Analyte {
        names: &["17 OHP", "17OHP", "17 hydroxyprogesterone"],
        low: None,
        high: Some(side(31_213, &[(30.0, 2000.0)])),
    },
    Analyte { names: &["renin"], low: Some(side(3_351, &[])), high: Some(side(848, &[])) },
    Analyte { names: &["aldosterone"], low: Some(side(4_319, &[])), high: Some(side(859, &[])) },
    Analyte { names: &["testosterone"], low: Some(side(40_171, &[])), high: Some(side(30_088, &[])) },
    Analyte { names: &["oestradiol", "estradiol"], low: Some(side(8_214, &[])), high: None },
    Analyte {
        names: &["LH", "luteinising hormone", "luteinizing hormone"],
        low: Some(side(30_344, &[])),
        high: Some(side(11_969, &[])),
    },
    Analyte {
        names: &["FSH", "follicle stimulating hormone"],
        low: Some(side(30_341, &[])),
        high: Some(side(8_232, &[(25.0, 200.0)])),
    },
    Analyte { names: &["prolactin"], low: Some(side(8_202, &[])), high: Some(side(870, &[(1500.0, 90_000.0)])) },
    Analyte {
        names: &["IGF1", "IGF 1", "insulin like growth factor 1"],
        low: Some(side(30_353, &[])),
        high: Some(side(30_269, &[])),
    },
    Analyte { names: &["growth hormone"], low: Some(side(34_323, &[])), high: Some(side(845, &[])) },
    Analyte { names: &["insulin", "fasting insulin"], low: Some(side(40_216, &[])), high: Some(side(842, &[])) },
    Analyte { names: &["amylase"], low: None, high: Some(side(410_288, &[])) },
    Analyte { names: &["NT proBNP", "NTproBNP", "proBNP"], low: None, high: Some(side(31_185, &[(900.0, 90_000.0)])) },
    Analyte { names: &["BNP"], low: None, high: Some(side(33_534, &[(400.0, 50_000.0)])) },
    Analyte { names: &["ejection fraction", "EF", "LVEF"], low: Some(side(12_664, &[(5.0, 45.0)])), high: None },
    Analyte { names: &["QTc", "qt interval", "qtc interval"], low: None, high: Some(side(1_657, &[(470.0, 800.0)])) },
    Analyte { names: &["FVC", "forced vital capacity"], low: Some(side(32_341, &[(10.0, 75.0)])), high: None },
    Analyte { names: &["FEV1"], low: Some(side(32_342, &[(10.0, 70.0)])), high: None },
    Analyte {
        names: &["sats", "saturation", "oxygen saturation", "SpO2", "O2 sats", "SaO2"],
        low: Some(side(12_418, &[(40.0, 92.5)])),
        high: None,
    },
    Analyte {
        names: &["temp", "temperature"],
        low: Some(side(2_045, &[(25.0, 35.1)])),
        high: Some(side(1_945, &[(38.1, 42.9)])),
    },
    Analyte {
        names: &["HR", "heart rate", "pulse"],
        low: Some(side(1_662, &[(20.0, 48.0)])),
        high: Some(side(1_649, &[(165.0, 320.0)])),
    },
    Analyte { names: &["RR", "respiratory rate", "resp rate"], low: None, high: Some(side(2_789, &[(60.0, 150.0)])) },
    Analyte { names: &["IOP", "intraocular pressure"], low: None, high: Some(side(7_906, &[(24.0, 80.0)])) },
    Analyte { names: &["csf protein"], low: None, high: Some(side(2_922, &[(0.65, 9.0), (65.0, 1500.0)])) },
    Analyte { names: &["csf glucose"], low: Some(side(11_972, &[(0.2, 2.1)])), high: None },
    Analyte { names: &["csf lactate"], low: None, high: Some(side(2_490, &[(2.6, 30.0)])) },
    Analyte { names: &["sweat chloride"], low: None, high: Some(side(12_236, &[(60.0, 170.0)])) },
    Analyte {
        names: &["faecal elastase", "fecal elastase", "stool elastase"],
        low: Some(side(34_469, &[(0.0, 100.0)])),
        high: None,
    },
    Analyte { names: &["urinary copper", "urine copper"], low: None, high: Some(side(10_839, &[])) },
    Analyte {
        names: &["urinary calcium", "urine calcium", "calcium excretion"],
        low: Some(side(3_127, &[])),
        high: Some(side(2_150, &[])),
    },
    Analyte { names: &["oxalate", "urinary oxalate", "urine oxalate"], low: None, high: Some(side(3_159, &[])) },
    Analyte { names: &["urinary citrate", "urine citrate"], low: Some(side(12_405, &[])), high: None },
    Analyte {
        names: &["orotic acid", "urinary orotic acid", "urine orotic acid"],
        low: None,
        high: Some(side(3_218, &[])),
    },
    Analyte { names: &["methylmalonic acid", "urinary methylmalonic acid"], low: None, high: Some(side(12_120, &[])) },
    Analyte {
        names: &["glycosaminoglycans", "gags", "urine glycosaminoglycans", "urinary gags"],
        low: None,
        high: Some(side(3_541, &[])),
    },
    Analyte {
        names: &["very long chain fatty acids", "very long chain fatty acid", "VLCFA", "VLCFAs"],
        low: None,
        high: Some(side(8_167, &[])),
    },
    Analyte { names: &["cobb angle", "Cobb"], low: None, high: Some(side(2_650, &[(10.0, 150.0)])) },
    Analyte { names: &["aortic root"], low: None, high: Some(side(2_616, &[(40.0, 90.0)])) },
    Analyte {
        names: &["interventricular septum", "ventricular septum", "septum", "IVS"],
        low: None,
        high: Some(side(5_144, &[(15.0, 60.0)])),
    },
    Analyte { names: &["NT", "nuchal translucency"], low: None, high: Some(side(10_880, &[(3.5, 20.0)])) },
    Analyte { names: &["MoCA", "MMSE"], low: Some(side(100_543, &[(1.0, 24.0)])), high: None },
    Analyte { names: &["testicular volume"], low: None, high: Some(side(53, &[(26.0, 80.0)])) },
    Analyte { names: &["lateral ventricle"], low: None, high: Some(side(2_119, &[(11.0, 50.0)])) },
    Analyte { names: &["opening pressure"], low: None, high: Some(side(2_516, &[(28.0, 80.0)])) },
    Analyte { names: &["BMI", "body mass index"], low: None, high: Some(side(1_513, &[(30.0, 90.0)])) },
    Analyte { names: &["AFI", "amniotic fluid index"], low: None, high: Some(side(1_561, &[(25.0, 70.0)])) },
    Analyte { names: &["CTR", "cardiothoracic ratio"], low: None, high: Some(side(1_640, &[(0.56, 0.95)])) },
    Analyte { names: &["DQ", "developmental quotient"], low: Some(side(1_263, &[(8.0, 70.0)])), high: None },
    Analyte { names: &["DEXA", "DXA", "bone density", "BMD"], low: Some(side(4_349, &[(2.1, 7.0)])), high: None },
];
