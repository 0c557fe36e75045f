"""skorch: scikit-learn's estimators over torch's modules. `module` and `criterion` may be classes."""

from skorch.classifier import NeuralNetBinaryClassifier, NeuralNetClassifier
from skorch.net import NeuralNet
from skorch.regressor import NeuralNetRegressor
