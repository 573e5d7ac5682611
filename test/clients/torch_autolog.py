"""Trains with Lightning and PyTorch's autologging, then logs a plain PyTorch model by hand."""

import json
import os

import lightning
import mlflow
import torch
from mlflow.models import infer_signature
from report import describe
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(7)
inputs = torch.randn(256, 4)
targets = inputs @ torch.tensor([[1.0], [-2.0], [0.5], [3.0]]) + 0.1
EPOCHS = 5
losses = []


class Line(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.line = torch.nn.Linear(4, 1)

    def forward(self, batch):
        return self.line(batch)

    def training_step(self, batch, _index):
        features, labels = batch
        loss = torch.nn.functional.mse_loss(self(features), labels)
        self.log("loss", loss, on_step=False, on_epoch=True)
        return loss

    def on_train_epoch_end(self):
        losses.append(float(self.trainer.callback_metrics["loss"]))

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters(), lr=0.1)


mlflow.set_experiment("torch")
mlflow.pytorch.autolog(log_every_n_epoch=1)
trainer = lightning.Trainer(
    max_epochs=EPOCHS, accelerator="cpu", logger=False, enable_progress_bar=False, default_root_dir=os.getcwd()
)
line = Line()
with mlflow.start_run() as autologged:
    trainer.fit(line, DataLoader(TensorDataset(inputs, targets), batch_size=64))
mlflow.pytorch.autolog(disable=True)
with torch.no_grad():
    expected = line(inputs).numpy()
auto = describe(autologged.info.run_id, inputs.numpy(), expected, rtol=1e-6)
auto["losses"] = losses

plain = torch.nn.Sequential(torch.nn.Linear(4, 8), torch.nn.ReLU(), torch.nn.Linear(8, 1))
with torch.no_grad():
    expected = plain(inputs).numpy()
with mlflow.start_run() as by_hand:
    mlflow.pytorch.log_model(
        plain, name="net", signature=infer_signature(inputs.numpy(), expected), input_example=inputs.numpy()
    )
hand = describe(by_hand.info.run_id, inputs.numpy(), expected, rtol=1e-6)

print(json.dumps({"auto": auto, "hand": hand}))
