import { pythonEnvironment } from "./python_environment.ts";

/** scikit-learn, PyTorch for the processor alone, Keras on top of it, YDF, and the package that `./compat` translates. */
const WHEELS = [
  "scikit-learn==1.9.1",
  "torch==2.13.0",
  "keras==3.15.1",
  "safetensors==0.8.0",
  "h5py==3.16.0",
  "ydf==0.16.1",
  // The last one names none of its dependencies.
  "mlflow==3.17.2",
  "codecarbon==3.3.2",
  "mlflow-emissions-sdk==0.16.4",
];

/** A Python that trains: one for all tests that need it, because installing it takes a minute. */
export async function trainingPython(): Promise<string> {
  return await pythonEnvironment("training", WHEELS);
}
