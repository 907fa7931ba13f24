"""
Trains with the real mlflow-emissions-sdk, in each of its flavors, and prints what its calls gave back.

Arguments: tracking URI, experiment, file with the data. Its emissions.csv stays in the working directory: one row per
tracker, which is where the joules behind its grams stand.
"""

import csv
import json
import os
import sys
import time

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy
import torch
from mlflow_emissions_sdk.experiment_tracking_training import EmissionsTrackerMlflow
from sklearn.linear_model import LinearRegression
from sklearn.neighbors import KNeighborsClassifier

torch.set_num_threads(1)


def spin(seconds):
    """Seconds of CPU time: on a busy machine more of the clock's."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


class Slow:
    """A model every call of which takes a known time, whatever the processor: half a second of work for ten rows."""

    def __init__(self, model, seconds):
        self.model, self.seconds = model, seconds

    def predict(self, rows, **options):
        spin(self.seconds)
        return self.model.predict(rows, **options)


def runner_of(name, flavor):
    runner = EmissionsTrackerMlflow()
    runner.read_params({
        "tracking_uri": sys.argv[1],
        "experiment_name": sys.argv[2],
        "run_name": name,
        "flavor": flavor,
    })
    return runner


def readme():
    """The example of its README."""
    x = numpy.array([[1, 1], [1, 2], [2, 2], [2, 3]])
    y = numpy.dot(x, numpy.array([1, 2])) + 3
    model = LinearRegression()
    runner = runner_of("readme", "sklearn")
    runner.start_training_job()
    spin(0.5)
    model.fit(x, y)
    runner.end_training_job()


def neighbours(data):
    model = KNeighborsClassifier(n_neighbors=1)
    runner = runner_of("neighbours", "sklearn")
    runner.start_training_job()
    spin(0.5)
    model.fit(data["x"], data["y"])
    runner.end_training_job()
    runner.evaluate_model_accuracy(model, data["x_test"], data["y_test"])
    runner.accuracy_per_emission(model, data["x_test"], data["y_test"])
    runner.emissions_per_10_inferences(Slow(model, 0.5), data["x_test"])


def softmax(data):
    model = keras.Sequential([
        keras.Input((64,)),
        keras.layers.Dense(10, activation="softmax", kernel_initializer="zeros"),
    ])
    model.compile(keras.optimizers.SGD(0.1), "sparse_categorical_crossentropy", metrics=["accuracy"])
    runner = runner_of("softmax", "keras")
    runner.start_training_job()
    spin(0.5)
    model.fit(data["x"], data["y"], batch_size=50, epochs=3, shuffle=False, verbose=0)
    runner.end_training_job()
    runner.accuracy_per_emission(model, data["x_test"], data["y_test"])
    runner.emissions_per_10_inferences(Slow(model, 0.05), [row[None] for row in data["x_test"]])


def centroids(data):
    """A net of fixed weights: the class whose mean picture is nearest."""
    means = numpy.stack([data["x"][data["y"] == label].mean(0) for label in range(10)])
    net = torch.nn.Linear(64, 10)
    with torch.no_grad():
        net.weight.copy_(torch.tensor(2 * means))
        net.bias.copy_(torch.tensor(-(means**2).sum(1)))
    runner = runner_of("centroids", "pytorch")
    runner.start_training_job()
    spin(0.5)
    runner.end_training_job()
    pairs = list(zip(torch.tensor(data["x_test"]), data["y_test"].tolist()))
    runner.accuracy_per_emission(net, pairs)

    def slow(rows):
        spin(0.05)
        return net(rows)

    runner.emissions_per_10_inferences(slow, pairs)


def main():
    with open(sys.argv[3]) as file:
        read = json.load(file)
    data = {name: numpy.array(values, "int64" if name.startswith("y") else "float32") for name, values in read.items()}
    readme()
    neighbours(data)
    softmax(data)
    centroids(data)
    with open("emissions.csv") as file:
        print(json.dumps(list(csv.DictReader(file))))


main()
