"""TF-IDF and a classifier of scikit-learn (`linear`, `naive-bayes`, `gradient-boosting`, `random-forest`)."""
