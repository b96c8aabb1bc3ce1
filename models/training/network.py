"""The network: a linear part over all features and a small perceptron over those that depend on the case."""

import jax
import jax.numpy as jnp
import numpy as np
import optax

HIDDEN = 32
# What depends on the disease alone would let the perceptron recognize single diseases: those of the training cases are
# right whenever they are listed, and those of other folds always wrong. The linear part may use them, which cannot.
DISEASE_ONLY = (
    "core log_annotations log_breadth log_papers log_counted_rows log_most_examined entries genes in_omim dominant "
    "recessive x_linked mitochondrial log_prevalence gene_siblings family_size gene_siblings_shortlisted "
    "family_shortlisted"
).split()


def initial(key, width, visible):
    first, second, third = jax.random.split(key, 3)
    return {
        "linear": jnp.zeros(width),
        "first": jax.random.normal(first, (width, HIDDEN)) * width**-0.5 * visible[:, None],
        "first_bias": jnp.zeros(HIDDEN),
        "second": jax.random.normal(second, (HIDDEN, HIDDEN // 2)) * HIDDEN**-0.5,
        "second_bias": jnp.zeros(HIDDEN // 2),
        "third": jax.random.normal(third, (HIDDEN // 2,)) * 0.1,
    }


def scores(network, x, visible, key=None, dropout=0.0):
    """One logit per row of `x` (… × rows × features)."""
    if key is not None:
        keep_key, hidden_key = jax.random.split(key)
        x = x * jax.random.bernoulli(keep_key, 0.9, (x.shape[0], 1, x.shape[-1])) / 0.9
    hidden = jax.nn.relu((x * visible) @ network["first"] + network["first_bias"])
    if key is not None:
        hidden = hidden * jax.random.bernoulli(hidden_key, 1 - dropout, (x.shape[0], 1, HIDDEN)) / (1 - dropout)
    hidden = jax.nn.relu(hidden @ network["second"] + network["second_bias"])
    return x @ network["linear"] + hidden @ network["third"]


def loss(network, batch, visible, key, dropout, decay):
    x, valid, truth, weight = batch
    logits = jnp.where(valid, scores(network, x, visible, key, dropout), -1e9)
    right = jax.nn.log_softmax(logits)[jnp.arange(x.shape[0]), truth]
    squares = jnp.sum(network["linear"] ** 2)
    squares += 0.3 * sum(jnp.sum(network[name] ** 2) for name in ("first", "second", "third"))
    return -(weight * right).mean() + decay * squares


def train(tensors, weight, visible, seed, epochs, rate=1e-3, dropout=0.3, decay=1e-3, size=64):
    x, valid, truth = tensors
    steps = epochs * (len(truth) // size)
    optimizer = optax.chain(
        optax.clip_by_global_norm(1.0), optax.adam(optax.cosine_decay_schedule(rate, steps, 0.02))
    )
    key = jax.random.PRNGKey(seed)
    network = initial(key, x.shape[-1], visible)
    state = optimizer.init(network)

    @jax.jit
    def step(network, state, batch, key):
        gradient = jax.grad(loss)(network, batch, visible, key, dropout, decay)
        updates, state = optimizer.update(gradient, state)
        return optax.apply_updates(network, updates), state

    order = np.random.default_rng(seed)
    for _ in range(epochs):
        shuffled = order.permutation(len(truth))
        for start in range(0, len(truth) - size + 1, size):
            chosen = shuffled[start : start + size]
            key, now = jax.random.split(key)
            batch = (x[chosen], valid[chosen], truth[chosen], weight[chosen])
            network, state = step(network, state, batch, now)
    return {name: np.asarray(value) for name, value in network.items()}


def logits(networks, visible, x):
    """Mean of the members' logits, as the ONNX file computes it; in numpy."""
    total = 0.0
    for network in networks:
        hidden = np.maximum((x * visible) @ network["first"] + network["first_bias"], 0)
        hidden = np.maximum(hidden @ network["second"] + network["second_bias"], 0)
        total = total + x @ network["linear"] + hidden @ network["third"]
    return total / len(networks)
