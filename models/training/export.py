"""Writes the model as one ONNX file, and outputs that the integration tests compare tract with."""

import json

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

REFERENCE_CASES = 100
REFERENCE_ROWS = 1


def onnx_bytes(model):
    """Input `features` (rows × features, no NaN), output `logits` (rows × 1)."""
    columns = model.scaler.columns
    width = len(model.scaler.mean)
    nodes, constants = [], []

    def constant(name, value):
        constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))
        return name

    def node(kind, inputs, output, **attributes):
        nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def spread(values):
        """Rows for withheld features are zero, so that no gather is needed."""
        full = np.zeros((width, values.shape[1]), np.float32)
        full[columns] = values
        return full

    centered = node("Sub", ["features", constant("mean", model.scaler.mean)], "centered")
    scaled = node("Mul", [centered, constant("inverse_scale", 1 / model.scaler.scale)], "scaled")
    x = node("Clip", [scaled, constant("low", -5.0), constant("high", 5.0)], "x")
    # All members side by side: one wide perceptron whose second layer is block-diagonal, and one linear part.
    share = 0.5 / len(model.networks)
    first = np.concatenate([spread(member["first"] * model.visible[:, None]) for member in model.networks], axis=1)
    second = block_diagonal([member["second"] for member in model.networks])
    third = share * np.concatenate([member["third"] for member in model.networks])[:, None]
    direct = 0.5 * model.linear + share * sum(member["linear"] for member in model.networks)
    hidden = node("MatMul", [x, constant("first", first)], "first_sum")
    biases = np.concatenate([member["first_bias"] for member in model.networks])
    hidden = node("Relu", [node("Add", [hidden, constant("first_bias", biases)], "first_raw")], "first_out")
    hidden = node("MatMul", [hidden, constant("second", second)], "second_sum")
    biases = np.concatenate([member["second_bias"] for member in model.networks])
    hidden = node("Relu", [node("Add", [hidden, constant("second_bias", biases)], "second_raw")], "second_out")
    curved = node("MatMul", [hidden, constant("third", third)], "curved")
    straight = node("MatMul", [x, constant("direct", spread(direct[:, None]))], "straight")
    node("Add", [curved, straight], "logits")
    graph = helper.make_graph(
        nodes,
        "ranker",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", width])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["rows", 1])],
        constants,
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(made)
    return made.SerializeToString()


def block_diagonal(blocks):
    height, width = blocks[0].shape
    whole = np.zeros((height * len(blocks), width * len(blocks)), np.float32)
    for at, block in enumerate(blocks):
        whole[at * height : (at + 1) * height, at * width : (at + 1) * width] = block
    return whole


def reference_outputs(cases, header, content, path):
    """Inputs and onnxruntime's outputs for a few rows of 100 cases; inputs rounded, so that the file stays small."""
    session = onnxruntime.InferenceSession(content)
    rows = np.concatenate([case.rows[:REFERENCE_ROWS] for case in cases[:: len(cases) // REFERENCE_CASES][:REFERENCE_CASES]])
    rows = np.where(np.isfinite(rows), np.round(rows, 3), 0).astype(np.float32)
    values = session.run(None, {"features": rows})[0][:, 0]
    body = {"features": [[float(f"{v:.3f}") for v in row] for row in rows], "logits": [float(v) for v in values]}
    path.write_text(json.dumps(body, separators=(",", ":")))
